import type { Candidate, PriorityGroup } from '../../src/domain/candidate.js'
import type { Channel } from '../../src/domain/channel.js'
import type { Cooldown, CooldownScope } from '../../src/domain/cooldown.js'
import type { Hold } from '../../src/domain/hold.js'
import type { RouteRequest, RoutingState, Selector } from '../../src/ports/selector.js'
import { createRoutingTable } from '../../src/state/routing-table.js'
import { START, toChannel } from './world.js'

/** How a key stands. */
export interface Standing {
  /** Milliseconds from `START` for which it cools. */
  readonly coolsMs?: number
  /** What cools; the key unless told. */
  readonly scope?: CooldownScope
  readonly hold?: Hold
}

/** What a state says that stands still. What is left out is ready, idle and unknown. */
export interface StillFacts {
  readonly nextMember?: number
  readonly nextKey?: number
  /** By position in the group. */
  readonly turns?: readonly number[]
  /** By key id. May be changed between two looks. */
  readonly keys?: Record<number, Standing>
  /** By channel id. */
  readonly inFlight?: Readonly<Record<number, number>>
  /** By channel id. */
  readonly firstEventMs?: Readonly<Record<number, number>>
}

/** A channel whose keys have the ids 10 * id + 1 and so on, in this order. */
export function withKeys(id: number, count: number, overrides: Partial<Channel> = {}): Channel {
  const keys = toChannel(id).keys.flatMap((key) =>
    Array.from({ length: count }, (_, at) => ({ ...key, id: 10 * id + 1 + at })),
  )
  return toChannel(id, { keys, ...overrides })
}

/** A state in which each answer is set by hand, for tests of what selectors make of it. */
export function createStillState(
  channels: readonly Channel[],
  facts: StillFacts = {},
): RoutingState {
  const { keys = {}, inFlight = {}, firstEventMs = {} } = facts
  const { groups } = createRoutingTable(channels)

  function cooldown({ channel, key }: Candidate, now: number): Cooldown | undefined {
    const { coolsMs = 0, scope = 'key' } = keys[key.id] ?? {}
    const until = START + coolsMs
    if (until <= now) return undefined
    return {
      scope,
      channelId: channel.id,
      keyId: scope === 'key' ? key.id : null,
      model: null,
      until,
      durationMs: coolsMs,
      cause: 'overloaded',
    }
  }

  return {
    channels: () => channels,
    groups,
    cooldown,
    rests: ({ members }, now) => ({
      now,
      until: members.map(({ candidates }) =>
        Math.min(...candidates.map((candidate) => cooldown(candidate, now)?.until ?? now)),
      ),
    }),
    hold: ({ key }) => keys[key.id]?.hold,
    nextMember: () => facts.nextMember ?? 0,
    nextKey: () => facts.nextKey ?? 0,
    turns: ({ members }: PriorityGroup) => facts.turns ?? members.map(() => 0),
    firstEventMs: ({ channel }) => firstEventMs[channel.id],
    inFlight: (channelId) => inFlight[channelId] ?? 0,
    inFlightOf: ({ members }) => members.map(({ channel }) => inFlight[channel.id] ?? 0),
  }
}

/** A request for what every channel here serves. */
export function anyRequest(overrides: Partial<RouteRequest> = {}): RouteRequest {
  return { model: 'claude-a', endpoint: 'messages', session: null, ...overrides }
}

/** The key ids of a plan whose candidates all fail without cooling anything. */
export function keyIdsOf(
  selector: Selector,
  state: RoutingState,
  request: Partial<RouteRequest> = {},
): number[] {
  return [...selector(anyRequest(request), state, START)].map(({ key }) => key.id)
}
