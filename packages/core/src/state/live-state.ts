import type { Candidate, PriorityGroup } from '../domain/candidate.js'
import type { Channel } from '../domain/channel.js'
import type { Cooldown } from '../domain/cooldown.js'
import type { Cursor } from '../domain/cursor.js'
import type { Hold } from '../domain/hold.js'
import type { PlanNote } from '../domain/plan-note.js'
import type { Verdict } from '../domain/verdict.js'
import type { RouteRequest, RoutingState } from '../ports/selector.js'
import { createChannelLimiter } from './channel-limits.js'
import { type CooldownOptions, type Cooldowns, createCooldowns } from './cooldowns.js'
import { createCursors } from './cursors.js'
import { createFirstEventTimes } from './first-event-times.js'
import { forgetChanged } from './forget-changed.js'
import { createGroupRests } from './group-rests.js'
import { createInFlight } from './in-flight.js'
import { createKeyCursors } from './key-cursors.js'
import { createPlaceQueue, type Ticket } from './place-queue.js'
import { createPlanNotes } from './plan-notes.js'
import { createRoutingTable } from './routing-table.js'
import { isSameChannel, refuseUnprotected } from './snapshot-secrets.js'
import { createTurns } from './turns.js'

/** How a live state measures, and who is told of its changes. */
export interface LiveStateOptions extends CooldownOptions {
  /** Told of each cursor that has moved, by an object that goes on showing its position. */
  readonly onMove?: (cursor: Cursor) => void
}

/**
 * All that routing knows, in memory: what selectors read, and what attempts change. Times are
 * given, nothing is waited for and nothing is written, so that it serves a proxy, a simulation and
 * a gateway of your own alike.
 */
export interface LiveState extends RoutingState {
  /**
   * Replaces the channels. What has been learnt of those that stay is kept.
   *
   * @throws {CcloadError} `invalid_option` for a key, header or proxy that is no `Secret`.
   */
  use(channels: readonly Channel[], now: number): void
  /** Takes over what an earlier process had written down. */
  load(cooldowns: readonly Cooldown[], cursors: readonly Cursor[], now: number): void
  /** See `Cooldowns.sharing`. */
  readonly sharing: Cooldowns['sharing']
  /** Takes over what other processes have changed, given all cooldowns that are stored. */
  merge(cooldowns: readonly Cooldown[], now: number): void
  /**
   * Says what time it is. A plan is lazy: when it goes on after a long attempt, the instant that it
   * was made at is long past, and what it asks is then answered for the later one.
   */
  tick(now: number): void
  /** An attempt begins. To be called right after its candidate was taken from a plan. */
  begin(candidate: Candidate, now: number): void
  /** An attempt's answer has begun: what rested its candidate is over. */
  answered(candidate: Candidate, request: RouteRequest, startedAt: number, now: number): void
  /** An attempt has ended. Returns the cooldown that was set, if one was. */
  end(candidate: Candidate, verdict: Verdict, startedAt: number, now: number): Cooldown | undefined
  /** What an attempt on a channel, begun at `time`, has cost. */
  spent(channelId: number, costMicroUsd: number, time: number, now: number): void
  /** What a channel has cost since a midnight UTC, as the store has it. */
  loadCost(channelId: number, costMicroUsd: number, day: number, now: number): void
  /** See `Routing.note`. */
  note(request: RouteRequest, strategy: string | null, now: number): PlanNote | null
  /** See `Routing.queue`. */
  queue(request: RouteRequest, now: number): Ticket | undefined
  /** See `Routing.dueAt`. */
  dueAt(model: string, now: number, channelIds?: readonly number[] | null): number | undefined
  /** The cooldowns at `now`, by channel. */
  cooldowns(now: number): Cooldown[]
  /** Ends the cooldowns of a channel, or all, and forgets its failures. Returns how many it ended. */
  clear(now: number, channelId?: number): number
}

/** How soon it is worth asking again where only attempts under way keep candidates from use. */
const HELD_MS = 1_000

/**
 * Makes a state without channels.
 *
 * @example
 * const state = createLiveState({ ...ROUTING_DEFAULTS, random: Math.random })
 * state.use(channels, Date.now())
 * for (const candidate of roundRobin(request, state, Date.now())) {
 *   const startedAt = Date.now()
 *   state.begin(candidate, startedAt)
 *   const verdict = toVerdict(await send(candidate), { endpoint, now: Date.now() })
 *   state.end(candidate, verdict, startedAt, Date.now())
 *   if (verdict.action === 'relay') break
 * }
 */
export function createLiveState(options: LiveStateOptions): LiveState {
  const cooldowns = createCooldowns(options)
  const groupRests = createGroupRests(cooldowns)
  const cursors = createCursors(options.onMove)
  const keyCursors = createKeyCursors()
  const turns = createTurns()
  const inFlight = createInFlight()
  const times = createFirstEventTimes()
  let table = createRoutingTable([])
  let latest = Number.NEGATIVE_INFINITY
  const limiter = createChannelLimiter((id) => inFlight.of(id) + places.kept(id))
  const places = createPlaceQueue((channelId) => {
    const channel = table.channels.find(({ id }) => id === channelId)
    return channel === undefined || limiter.hold(channel, latest) !== 'full'
  })

  function holdOf(candidate: Candidate, now: number): Hold | undefined {
    return limiter.hold(candidate.channel, now) ?? cooldowns.hold(candidate, now)
  }

  /** How soon it is worth asking again for a candidate, its cooldown aside. */
  function waitOf(candidate: Candidate, now: number): number {
    const hold = holdOf(candidate, now)
    if (hold === undefined) return 0
    return hold === 'recovering' ? HELD_MS : limiter.waitMs(candidate.channel, hold, now)
  }

  const asked = {
    groups: (model: string) => table.groups(model),
    rests: (group: PriorityGroup, now: number) => groupRests.of(group, Math.max(now, latest)),
    hold: (candidate: Candidate, now: number) => holdOf(candidate, Math.max(now, latest)),
  }
  const notes = createPlanNotes({ state: asked, cooldowns, limit: limiter.hold })

  return {
    ...asked,
    channels: () => table.channels,
    cooldown: (candidate, now) => cooldowns.of(candidate, Math.max(now, latest)),
    nextMember: cursors.nextMember,
    nextKey: keyCursors.next,
    turns: turns.of,
    firstEventMs: times.of,
    inFlight: inFlight.of,
    inFlightOf: inFlight.ofGroup,

    use(channels, now) {
      const known = table.channels
      // Read again for their age they are mostly the same, and so is then the table. A thousand
      // channels with many keys are quick to compare only where the store keeps its objects.
      const isKnown = (is: (before: Channel | undefined, after: Channel) => boolean) =>
        channels.length === known.length && channels.every((channel, at) => is(known[at], channel))
      if (isKnown(Object.is)) return
      refuseUnprotected(channels)
      if (isKnown(isSameChannel)) return
      forgetChanged(cooldowns, table.channels, channels, now)
      table = createRoutingTable(channels)
      limiter.keepOnly(channels)
      places.offerAll()
    },

    load(stored, positions, now) {
      cooldowns.load(stored, now)
      cursors.load(positions)
    },

    sharing: cooldowns.sharing,
    merge: cooldowns.merge,

    tick(now) {
      latest = now
    },

    begin(candidate, now) {
      latest = now
      inFlight.add(candidate.channel.id)
      limiter.begin(candidate.channel, now)
      cursors.advance(candidate)
      keyCursors.advance(candidate)
      turns.advance(candidate)
      cooldowns.begin(candidate, now)
    },

    answered(candidate, { endpoint }, startedAt, now) {
      latest = now
      // Counting tokens is quick and goes through where messages are refused.
      if (endpoint === 'count_tokens') return
      times.add(candidate, Math.max(0, now - startedAt), now)
      cooldowns.answered(candidate, startedAt, now)
    },

    end(candidate, verdict, startedAt, now) {
      latest = now
      inFlight.remove(candidate.channel.id)
      cooldowns.end(candidate, startedAt)
      if (verdict.clear === true) cooldowns.succeeded(candidate, startedAt, now)
      const cooldown = verdict.cool && cooldowns.cool(candidate, verdict.cool, startedAt, now)
      places.offer(candidate.channel.id)
      return cooldown
    },

    spent: limiter.spent,
    loadCost: limiter.load,

    note: notes.of,

    queue({ model, channelIds }, now) {
      const full = new Set<number>()
      for (const { members } of table.groups(model)) {
        for (const { channel, candidates } of members) {
          if (channel.limits.concurrent === null) continue
          if (channelIds?.includes(channel.id) === false) continue
          if (limiter.hold(channel, now) !== 'full') continue
          const isUsable = candidates.some((one) => cooldowns.of(one, now) === undefined)
          if (isUsable) full.add(channel.id)
        }
      }
      return full.size === 0 ? undefined : places.join(full)
    },

    dueAt(model, now, channelIds) {
      let due: number | undefined
      for (const group of table.groups(model)) {
        const rests = groupRests.of(group, now)
        for (const [at, { channel, candidates }] of group.members.entries()) {
          if (due !== undefined && (rests.until[at] ?? now) >= due) continue
          if (channelIds?.includes(channel.id) === false) continue
          for (const candidate of candidates) {
            const until = cooldowns.of(candidate, now)?.until ?? now
            const own = Math.max(until, now + waitOf(candidate, now))
            if (own === now) return undefined
            if (due === undefined || own < due) due = own
          }
        }
      }
      return due
    },

    cooldowns: cooldowns.list,
    clear: (now, channelId) => cooldowns.clear(now, channelId),
  }
}
