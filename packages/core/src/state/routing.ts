import type { Candidate } from '../domain/candidate.js'
import type { Channel } from '../domain/channel.js'
import type { Cooldown, CooldownTarget } from '../domain/cooldown.js'
import type { Outcome } from '../domain/outcome.js'
import type { PlanNote } from '../domain/plan-note.js'
import { SPAN_MS } from '../domain/roll-up.js'
import { floorTo } from '../domain/time-range.js'
import type { Verdict } from '../domain/verdict.js'
import type { Clock } from '../ports/clock.js'
import type { Logger } from '../ports/logger.js'
import type { RouteRequest, RoutingState, Selector } from '../ports/selector.js'
import type { Store } from '../ports/store.js'
import { followCooldowns } from './follow-cooldowns.js'
import { createLiveState } from './live-state.js'
import type { Ticket } from './place-queue.js'
import { createSnapshot } from './snapshot.js'
import { createWriteBehind } from './write-behind.js'

/** How long what fails has to rest, read anew for each cooldown. Times in milliseconds. */
export interface CooldownSettings {
  /** The longest rest after failures. */
  readonly maxCooldownMs: number
  /** The longest rest that an upstream may name: some have named weeks and recovered in hours. */
  readonly maxResetMs: number
  /** Part by which a rest may be shorter or longer than its nominal length. */
  readonly jitter: number
}

/** How routing remembers. All times in milliseconds. */
export interface RoutingSettings extends CooldownSettings {
  /** How long the channels serve before they are read again, without a change being known. */
  readonly snapshotTtlMs: number
  /** How long changes are gathered before they go to the store. */
  readonly writeBehindMs: number
}

/** The settings that hold unless told otherwise. */
export const ROUTING_DEFAULTS: RoutingSettings = {
  maxCooldownMs: 30 * 60_000,
  maxResetMs: 24 * 60 * 60_000,
  jitter: 0.1,
  snapshotTtlMs: 60_000,
  writeBehindMs: 250,
}

/** What routing works with. */
export interface RoutingOptions {
  readonly store: Store
  readonly selector: Selector
  readonly clock: Clock
  /** From 0 to 1. */
  readonly random: () => number
  readonly logger: Logger
  readonly settings: RoutingSettings
  /** Told of each cooldown that is set or made longer. */
  readonly onSet?: (cooldown: Cooldown) => void
  /** Told of each target whose cooldown has been ended, or is of no more interest. */
  readonly onClear?: (target: CooldownTarget) => void
}

/**
 * Where requests may go, and what their attempts have taught. Everything is answered from memory;
 * the store is read at the start and after changes, and written behind.
 */
export interface Routing {
  /** What selectors read; to explain a plan with. */
  readonly state: RoutingState
  /**
   * Reads channels, cooldowns and cursors. Rejects when the store cannot be read. Where it was not
   * called, the first {@link refresh} does it.
   */
  load(): Promise<void>
  /**
   * Undefined: the channels are known well enough, go ahead. A promise: they have changed, wait for
   * it. Where the store fails, the channels known last serve on, and a warning is logged; it
   * rejects only where none were ever read.
   */
  refresh(): Promise<void> | undefined
  /** All channels, disabled ones included. */
  channels(): readonly Channel[]
  /** Whether any enabled channel, or any of those named, serves a model, cooling or not. */
  serves(model: string, channelIds?: readonly number[] | null): boolean
  /** The candidates for a request, in the selector's order. To be taken one after another. */
  candidates(request: RouteRequest, now: number): Iterable<Candidate>
  /** What a plan made now leaves out, for the log; null: nothing. The same while nothing changes. */
  note(request: RouteRequest, now: number): PlanNote | null
  /** An attempt begins. To be called right after its candidate was taken. */
  begin(candidate: Candidate, now: number): void
  /**
   * An attempt's answer has begun to reach the client: whatever rested its candidate is over. Not
   * needed, but without it a channel that comes back takes one request at a time until it ends.
   */
  answered(candidate: Candidate, request: RouteRequest, startedAt: number, now: number): void
  /** An attempt has ended. `startedAt` is the instant given to {@link begin}. */
  end(
    candidate: Candidate,
    outcome: Outcome,
    verdict: Verdict,
    startedAt: number,
    now: number,
  ): void
  /** What an attempt on a channel, begun at `time`, has cost: it counts towards the channel's limit. */
  spent(channelId: number, costMicroUsd: number, time: number): void
  /**
   * Waits for room on those of a request's channels that have as many attempts under way as they
   * may have, and are fine otherwise. Undefined: there is none, or too many are waiting already.
   */
  queue(request: RouteRequest, now: number): Ticket | undefined
  /**
   * Epoch milliseconds at which the first of a model's candidates is due again; undefined when one
   * is ready or none serves it. Where channels are named, of those only.
   */
  dueAt(model: string, now: number, channelIds?: readonly number[] | null): number | undefined
  readonly cooldowns: {
    /** Those that hold at `now`, by channel. */
    list(now: number): Cooldown[]
    /** Ends those of a channel, or all, and forgets its failures. Returns how many it ended. */
    clear(channelId?: number): number
  }
  /** Writes what is left to the store, which stays open. */
  close(): Promise<void>
}

/** More channels than anyone has. */
const MOST_CHANNELS = 100_000

/** Joins a selector to the state that it reads and that attempts change. */
export function createRouting(options: RoutingOptions): Routing {
  const { store, selector, clock, random, logger, settings } = options
  const { writeBehindMs: intervalMs, snapshotTtlMs: ttlMs } = settings
  const writeBehind = createWriteBehind({
    store,
    clock,
    logger,
    intervalMs,
    onSaved: (cooldowns) => state.sharing.written(cooldowns),
  })
  const state = createLiveState({
    get maxCooldownMs() {
      return settings.maxCooldownMs
    },
    get maxResetMs() {
      return settings.maxResetMs
    },
    get jitter() {
      return settings.jitter
    },
    random,
    onSet(cooldown) {
      writeBehind.set(cooldown)
      options.onSet?.(cooldown)
    },
    onClear(target) {
      writeBehind.clear(target)
      options.onClear?.(target)
    },
    onMove: writeBehind.move,
  })
  const snapshot = createSnapshot({
    source: store.channels,
    what: 'channels',
    clock,
    logger,
    ttlMs,
    use(channels) {
      state.use(channels, clock.now())
      if (!loaded || channels.every(({ limits }) => limits.dailyCostMicroUsd === null)) return
      readCosts().catch((error) =>
        logger.warn({ err: error }, 'what channels have cost could not be read'),
      )
    },
  })
  const stopFollowing = followCooldowns({
    store: store.cooldowns,
    clock,
    logger,
    begin: () => state.sharing.begin(),
    merge(stored) {
      if (loaded) state.merge(stored, clock.now())
    },
  })
  let loaded = false
  let loading: Promise<void> | undefined

  /** What the channels have cost today, also those that other processes have used. */
  async function readCosts(): Promise<void> {
    const from = floorTo(clock.now(), 'day')
    const to = from + SPAN_MS.day
    const totals = await store.stats.totals({
      dimension: 'channel',
      from,
      to,
      limit: MOST_CHANNELS,
      figures: ['costMicroUsd'],
    })
    for (const { channelId, figures } of totals) {
      if (channelId !== null) state.loadCost(channelId, figures.costMicroUsd, from, clock.now())
    }
  }

  function load(): Promise<void> {
    loading ??= read()
    return loading
  }

  async function read(): Promise<void> {
    try {
      const [cooldowns, cursors] = await Promise.all([
        store.cooldowns.list(),
        store.cursors.list(),
        snapshot.refresh(),
        readCosts(),
      ])
      state.load(cooldowns, cursors, clock.now())
      loaded = true
    } finally {
      loading = undefined
    }
  }

  return {
    state,
    load,
    refresh: () => (loaded ? snapshot.refresh() : load()),
    channels: state.channels,
    serves(model, channelIds = null) {
      const groups = state.groups(model)
      if (channelIds === null) return groups.length > 0
      return groups.some(({ members }) =>
        members.some(({ channel }) => channelIds.includes(channel.id)),
      )
    },

    candidates(request, now) {
      state.tick(now)
      return selector(request, state, now)
    },

    note: (request, now) => state.note(request, selector.strategy ?? null, now),
    begin: state.begin,
    answered: state.answered,

    end(candidate, outcome, verdict, startedAt, now) {
      const cooldown = state.end(candidate, verdict, startedAt, now)
      if (cooldown === undefined) return
      logger.warn(
        { channel: candidate.channel.name, outcome: outcome.kind, cooldown },
        'a candidate failed and cools',
      )
    },

    dueAt: state.dueAt,
    queue: state.queue,
    spent: (channelId, cost, time) => state.spent(channelId, cost, time, clock.now()),

    cooldowns: {
      list: state.cooldowns,
      clear: (channelId) => state.clear(clock.now(), channelId),
    },

    async close() {
      snapshot.close()
      stopFollowing()
      await writeBehind.close()
    },
  }
}
