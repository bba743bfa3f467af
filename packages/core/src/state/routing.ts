import type { Candidate } from '../domain/candidate.js'
import type { Channel } from '../domain/channel.js'
import type { Cooldown } from '../domain/cooldown.js'
import type { Outcome } from '../domain/outcome.js'
import type { Verdict } from '../domain/verdict.js'
import type { Clock } from '../ports/clock.js'
import type { Logger } from '../ports/logger.js'
import type { RouteRequest, RoutingState, Selector } from '../ports/selector.js'
import type { Store } from '../ports/store.js'
import { createChannelSnapshot } from './channel-snapshot.js'
import { createCooldowns } from './cooldowns.js'
import { createCursors } from './cursors.js'
import { forgetChanged } from './forget-changed.js'
import { createInFlight } from './in-flight.js'
import { createWriteBehind } from './write-behind.js'

/** How routing remembers. All times in milliseconds. */
export interface RoutingSettings {
  /** The longest rest after failures. */
  readonly maxCooldownMs: number
  /** The longest rest that an upstream may name: some have named weeks and recovered in hours. */
  readonly maxResetMs: number
  /** Part by which a rest may be shorter or longer than its nominal length. */
  readonly jitter: number
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
}

/**
 * Where requests may go, and what their attempts have taught. Everything is answered from memory;
 * the store is read at the start and after changes, and written behind.
 */
export interface Routing {
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
  /** Whether any enabled channel serves a model, cooling or not. */
  serves(model: string): boolean
  /** The candidates for a request, in the selector's order. To be taken one after another. */
  candidates(request: RouteRequest, now: number): Iterable<Candidate>
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
  /**
   * Epoch milliseconds at which the first of a model's candidates is due again; undefined when one
   * is ready or none serves it.
   */
  dueAt(model: string, now: number): number | undefined
  readonly cooldowns: {
    /** Those that hold at `now`, by channel. */
    list(now: number): Cooldown[]
    /** Ends those of a channel, or all, and forgets its failures. Returns how many it ended. */
    clear(channelId?: number): number
  }
  /** Writes what is left to the store, which stays open. */
  close(): Promise<void>
}

/** How soon it is worth asking again where only attempts under way keep candidates from use. */
const HELD_MS = 1_000

/** Joins a selector to the state that it reads and that attempts change. */
export function createRouting(options: RoutingOptions): Routing {
  const { store, selector, clock, random, logger, settings } = options
  const writeBehind = createWriteBehind({
    store,
    clock,
    logger,
    intervalMs: settings.writeBehindMs,
  })
  const cooldowns = createCooldowns({
    maxCooldownMs: settings.maxCooldownMs,
    maxResetMs: settings.maxResetMs,
    jitter: settings.jitter,
    random,
    onSet: writeBehind.set,
    onClear: writeBehind.clear,
  })
  const cursors = createCursors(writeBehind.move)
  const inFlight = createInFlight()
  const snapshot = createChannelSnapshot({
    channels: store.channels,
    clock,
    logger,
    ttlMs: settings.snapshotTtlMs,
    onChange: (table, before) =>
      forgetChanged(cooldowns, before.channels, table.channels, clock.now()),
  })
  // A plan is lazy: when it goes on after a long attempt, the instant it was made at is long past.
  let latest = Number.NEGATIVE_INFINITY

  const state: RoutingState = {
    groups: (model) => snapshot.table.groups(model),
    cooldown: (candidate, now) => cooldowns.of(candidate, Math.max(now, latest)),
    hold: (candidate, now) => cooldowns.hold(candidate, Math.max(now, latest)),
    nextMember: cursors.nextMember,
    nextKey: cursors.nextKey,
    inFlight: inFlight.of,
  }

  let loaded = false
  let loading: Promise<void> | undefined

  function load(): Promise<void> {
    loading ??= read()
    return loading
  }

  async function read(): Promise<void> {
    try {
      const [cooling, positions] = await Promise.all([
        store.cooldowns.list(),
        store.cursors.list(),
        snapshot.refresh(),
      ])
      cooldowns.load(cooling, clock.now())
      cursors.load(positions)
      loaded = true
    } finally {
      loading = undefined
    }
  }

  return {
    load,

    refresh: () => (loaded ? snapshot.refresh() : load()),

    channels: () => snapshot.table.channels,

    serves: (model) => snapshot.table.groups(model).length > 0,

    candidates(request, now) {
      latest = now
      return selector(request, state, now)
    },

    begin(candidate, now) {
      latest = now
      inFlight.add(candidate.channel.id)
      cursors.advance(candidate)
      cooldowns.begin(candidate, now)
    },

    answered(candidate, request, startedAt, now) {
      latest = now
      if (request.endpoint !== 'count_tokens') cooldowns.answered(candidate, startedAt, now)
    },

    end(candidate, outcome, verdict, startedAt, now) {
      latest = now
      inFlight.remove(candidate.channel.id)
      cooldowns.end(candidate, startedAt)
      if (verdict.clear === true) cooldowns.succeeded(candidate, startedAt, now)
      if (verdict.cool === undefined) return
      const cooldown = cooldowns.cool(candidate, verdict.cool, startedAt, now)
      if (cooldown === undefined) return
      logger.warn(
        { channel: candidate.channel.name, outcome: outcome.kind, cooldown },
        'a candidate failed and cools',
      )
    },

    dueAt(model, now) {
      let due: number | undefined
      for (const { members } of snapshot.table.groups(model)) {
        for (const { candidates } of members) {
          for (const candidate of candidates) {
            const until = cooldowns.of(candidate, now)?.until
            const held = cooldowns.hold(candidate, now) === undefined ? now : now + HELD_MS
            const at = Math.max(until ?? now, held)
            if (at === now) return undefined
            if (due === undefined || at < due) due = at
          }
        }
      }
      return due
    },

    cooldowns: {
      list: cooldowns.list,
      clear: (channelId) => cooldowns.clear(clock.now(), channelId),
    },

    async close() {
      snapshot.close()
      await writeBehind.close()
    },
  }
}
