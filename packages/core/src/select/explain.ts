import type { Candidate } from '../domain/candidate.js'
import type { Channel, ChannelKey } from '../domain/channel.js'
import type { Cooldown } from '../domain/cooldown.js'
import type { Hold } from '../domain/hold.js'
import type { RouteRequest, RoutingState, Selector } from '../ports/selector.js'

/**
 * Why a channel or a key stands where it stands in a plan:
 *
 * - `ready`: it is used in its turn; `due-soonest`: it cools, but so does everything else;
 * - `disabled`, `no-key` (none that is enabled), `model-not-served`: it cannot be used;
 * - `not-allowed`: it is none of the channels that may answer the request;
 * - `cooling`: it rests until `until`; a {@link Hold} such as `recovering`: not right now;
 * - `passed-over`: it is ready, but the selector leaves it out.
 */
export type PlanReason =
  | 'ready'
  | 'due-soonest'
  | 'disabled'
  | 'no-key'
  | 'model-not-served'
  | 'not-allowed'
  | 'cooling'
  | 'passed-over'
  | Hold

/** One key of a channel in an explanation. */
export interface ExplainedKey {
  readonly keyId: number
  /** Place in the order in which candidates would be tried, from 1; null: left out. */
  readonly position: number | null
  readonly reason: PlanReason
  /** What keeps it from use, the longest where several do. */
  readonly cooldown: Cooldown | null
}

/** One channel in an explanation. */
export interface ExplainedChannel {
  readonly channelId: number
  readonly name: string
  readonly priority: number
  /** Place of its first candidate in the order in which they would be tried; null: left out. */
  readonly position: number | null
  readonly reason: PlanReason
  /** Epoch milliseconds from which it may be used again; null where that is not a matter of time. */
  readonly until: number | null
  /** The upstream's name for the model; null where the channel does not serve it. */
  readonly model: string | null
  readonly keys: readonly ExplainedKey[]
}

/**
 * Says what a plan for the request would be at `now` and why: all channels, those that would be
 * tried first in their order, then those left out. Of a channel's keys each is taken to fail, so
 * that all that might be tried are shown. Nothing is changed by it.
 */
export function explain(
  request: RouteRequest,
  state: RoutingState,
  now: number,
  selector: Selector,
): ExplainedChannel[] {
  const order = listPlan(request, state, now, selector)
  const serving = new Map<number, readonly Candidate[]>()
  for (const { members } of state.groups(request.model)) {
    for (const { channel, candidates } of members) {
      if (isAllowed(request, channel)) serving.set(channel.id, candidates)
    }
  }
  const explained = state
    .channels()
    .map((channel) => explainChannel(channel, serving.get(channel.id), request, order, state, now))
  const place = ({ position }: ExplainedChannel) => position ?? order.length + 1
  return explained.sort((a, b) => place(a) - place(b))
}

/** The whole plan: the state that its selector sees shows each candidate given as a failed key. */
function listPlan(
  request: RouteRequest,
  state: RoutingState,
  now: number,
  selector: Selector,
): Candidate[] {
  const given = new Set<Candidate>()
  const failing: RoutingState = {
    channels: () => state.channels(),
    groups: (model) => state.groups(model),
    cooldown: (candidate, at) =>
      given.has(candidate) ? failedKey(candidate) : state.cooldown(candidate, at),
    rests: (group, at) => state.rests(group, at),
    hold: (candidate, at) => state.hold(candidate, at),
    nextMember: (group) => state.nextMember(group),
    nextKey: (member) => state.nextKey(member),
    turns: (group) => state.turns(group),
    firstEventMs: (candidate, at) => state.firstEventMs(candidate, at),
    inFlight: (channelId) => state.inFlight(channelId),
    inFlightOf: (group) => state.inFlightOf(group),
  }
  for (const candidate of selector(request, failing, now)) given.add(candidate)
  return [...given]
}

function failedKey({ channel, key }: Candidate): Cooldown {
  const target = { scope: 'key', channelId: channel.id, keyId: key.id, model: null } as const
  return { ...target, until: Number.POSITIVE_INFINITY, durationMs: 0, cause: 'connection' }
}

function explainChannel(
  channel: Channel,
  candidates: readonly Candidate[] | undefined,
  request: RouteRequest,
  order: readonly Candidate[],
  state: RoutingState,
  now: number,
): ExplainedChannel {
  const keys = channel.keys.map((key): ExplainedKey => {
    const candidate = candidates?.find((one) => one.key.id === key.id)
    return candidate === undefined
      ? unusedKey(channel, key, request)
      : explainKey(candidate, order.indexOf(candidate) + 1 || null, state, now)
  })
  const { id: channelId, name, priority } = channel
  const model = candidates?.[0]?.model ?? null
  const first = firstToUse(keys)
  const isUsable = candidates !== undefined && first !== undefined
  return {
    channelId,
    name,
    priority,
    position: first?.position ?? null,
    reason: isUsable ? first.reason : unusable(channel, request),
    until: (isUsable ? first.cooldown?.until : null) ?? null,
    model,
    keys,
  }
}

function unusedKey(
  channel: Channel,
  { id: keyId, enabled }: ChannelKey,
  request: RouteRequest,
): ExplainedKey {
  const reason = enabled ? unusable(channel, request) : 'disabled'
  return { keyId, position: null, reason, cooldown: null }
}

function explainKey(
  candidate: Candidate,
  position: number | null,
  state: RoutingState,
  now: number,
): ExplainedKey {
  const keyId = candidate.key.id
  const cooldown = state.cooldown(candidate, now) ?? null
  if (position !== null) {
    return { keyId, position, reason: cooldown === null ? 'ready' : 'due-soonest', cooldown }
  }
  const reason =
    cooldown === null ? (state.hold(candidate, now) ?? 'passed-over') : ('cooling' as const)
  return { keyId, position, reason, cooldown }
}

/** The key that stands for its channel: the one tried first, else the one due soonest. */
function firstToUse(keys: readonly ExplainedKey[]): ExplainedKey | undefined {
  const rank = ({ reason, position, cooldown }: ExplainedKey) =>
    reason === 'disabled' ? [2, 0] : position === null ? [1, cooldown?.until ?? 0] : [0, position]
  const [first] = [...keys].sort((a, b) => {
    const [kindA = 0, valueA = 0] = rank(a)
    const [kindB = 0, valueB = 0] = rank(b)
    return kindA - kindB || valueA - valueB
  })
  return first
}

/** Why no candidate was made of a channel. */
function unusable(channel: Channel, request: RouteRequest): PlanReason {
  if (!channel.enabled) return 'disabled'
  if (!channel.keys.some((key) => key.enabled)) return 'no-key'
  return isAllowed(request, channel) ? 'model-not-served' : 'not-allowed'
}

function isAllowed({ channelIds }: RouteRequest, { id }: Channel): boolean {
  return channelIds?.includes(id) !== false
}
