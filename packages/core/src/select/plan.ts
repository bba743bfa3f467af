import type { Candidate, GroupMember, PriorityGroup } from '../domain/candidate.js'
import type { Channel } from '../domain/channel.js'
import type { GroupRests, RouteRequest, RoutingState, Selector } from '../ports/selector.js'

/** What a strategy may ask of the plan that it works for. */
export interface Round {
  readonly request: RouteRequest
  readonly state: RoutingState
  readonly now: number
  /** For how long the group's members rest: those that do have no candidate that is ready. */
  rests(group: PriorityGroup): GroupRests
  /** Whether the request may go to a member's channel. */
  isAllowed(member: GroupMember): boolean
  /** A member's candidate whose turn it is, if one is ready and not yet tried by this plan. */
  ready(member: GroupMember): Candidate | undefined
}

/** How the members of a group, and the keys of a member, take turns. */
export interface Strategy {
  readonly name: string
  /**
   * Chooses between the members of a group; undefined when none of them is ready.
   */
  pick(group: PriorityGroup, round: Round): Candidate | undefined
  /** Position of the key to begin with; that of the member's round robin where not given. */
  firstKey?(member: GroupMember, round: Round): number
}

/**
 * Makes a selector of a strategy. It does what all strategies share: groups from high to low, the
 * next key after a failure that cooled a key only, the next channel after any other, never a
 * candidate twice, never one that cools while another is ready, and when none is, only the one that
 * is due soonest, one request at a time.
 */
export function createPlanner(strategy: Strategy): Selector {
  const select = (request: RouteRequest, state: RoutingState, now: number) =>
    new Plan(strategy, request, state, now)
  return Object.assign(select, { strategy: strategy.name })
}

/**
 * Written as an iterator by hand: most plans are asked once and then dropped. Each step reads the
 * state anew, so that what the request's own failures have cooled is passed over.
 */
class Plan implements IterableIterator<Candidate>, Round {
  readonly request: RouteRequest
  readonly state: RoutingState
  readonly now: number
  readonly #strategy: Strategy
  readonly #groups: readonly PriorityGroup[]
  #last: Candidate | undefined
  /** Made when a second candidate is asked for. */
  #tried: Set<Candidate> | undefined
  /** Channels that another key cannot help. */
  #spent: Set<Channel> | undefined
  #allowed: ReadonlySet<number> | undefined
  #ended = false

  constructor(strategy: Strategy, request: RouteRequest, state: RoutingState, now: number) {
    this.request = request
    this.state = state
    this.now = now
    this.#strategy = strategy
    this.#groups = state.groups(request.model)
  }

  [Symbol.iterator](): this {
    return this
  }

  next(): IteratorResult<Candidate, undefined> {
    const candidate = this.#ended ? undefined : this.#choose()
    if (candidate === undefined) {
      this.#ended = true
      return { done: true, value: undefined }
    }
    this.#last = candidate
    return { done: false, value: candidate }
  }

  rests(group: PriorityGroup): GroupRests {
    return this.state.rests(group, this.now)
  }

  isAllowed({ channel }: GroupMember): boolean {
    const { channelIds = null } = this.request
    if (channelIds === null) return true
    this.#allowed ??= new Set(channelIds)
    return this.#allowed.has(channel.id)
  }

  ready(member: GroupMember): Candidate | undefined {
    if (this.#spent?.has(member.channel) === true) return undefined
    if (!this.isAllowed(member)) return undefined
    const { candidates } = member
    const { length } = candidates
    const first = length === 1 ? 0 : this.#firstKey(member)
    for (let step = 0; step < length; step += 1) {
      const candidate = candidates[first + step < length ? first + step : first + step - length]
      if (candidate !== undefined && this.#isReady(candidate)) return candidate
    }
    return undefined
  }

  #firstKey(member: GroupMember): number {
    const { home = null } = this.request
    if (home?.channelId === member.channel.id) {
      const position = member.candidates.findIndex(({ key }) => key.id === home.keyId)
      if (position !== -1) return position
    }
    return this.#strategy.firstKey?.(member, this) ?? this.state.nextKey(member)
  }

  #isReady(candidate: Candidate): boolean {
    const { state, now } = this
    if (this.#tried?.has(candidate) === true) return false
    return state.cooldown(candidate, now) === undefined && state.hold(candidate, now) === undefined
  }

  #choose(): Candidate | undefined {
    const last = this.#last
    if (last === undefined) return this.#atHome() ?? this.#pick() ?? this.#dueSoonest()
    this.#tried ??= new Set()
    this.#tried.add(last)
    if (this.state.cooldown(last, this.now)?.scope !== 'key') {
      this.#spent ??= new Set()
      this.#spent.add(last.channel)
    }
    return this.#pick(last)
  }

  /** Of any other account a thread has to be replayed. */
  #atHome(): Candidate | undefined {
    const { home = null } = this.request
    if (home === null) return undefined
    for (const { members } of this.#groups) {
      const member = members.find(({ channel }) => channel.id === home.channelId)
      if (member !== undefined) return this.ready(member)
    }
    return undefined
  }

  /** From the top each time, in case that something better has come back. */
  #pick(last?: Candidate): Candidate | undefined {
    for (const group of this.#groups) {
      const sameChannel =
        last?.group === group
          ? group.members.find(({ channel }) => channel === last.channel)
          : undefined
      const candidate = (sameChannel && this.ready(sameChannel)) ?? this.#strategy.pick(group, this)
      if (candidate !== undefined) return candidate
    }
    return undefined
  }

  /** One at a time: while it is being tried, others get nothing. */
  #dueSoonest(): Candidate | undefined {
    let soonest: Candidate | undefined
    let due = Number.POSITIVE_INFINITY
    for (const group of this.#groups) {
      const { until } = this.rests(group)
      for (let at = 0; at < group.members.length; at += 1) {
        const member = group.members[at]
        if (member === undefined || (until[at] ?? 0) >= due || !this.isAllowed(member)) continue
        for (const candidate of member.candidates) {
          const own = this.#dueAt(candidate)
          if (own >= due) continue
          due = own
          soonest = candidate
        }
      }
    }
    return soonest && this.state.hold(soonest, this.now) === undefined ? soonest : undefined
  }

  /** What its channel's limits hold back is no last resort either. */
  #dueAt(candidate: Candidate): number {
    const { state, now } = this
    const hold = state.hold(candidate, now)
    if (hold !== undefined && hold !== 'recovering') return Number.POSITIVE_INFINITY
    return state.cooldown(candidate, now)?.until ?? now
  }
}
