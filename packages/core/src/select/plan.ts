import type { Candidate, GroupMember, PriorityGroup } from '../domain/candidate.js'
import type { Channel } from '../domain/channel.js'
import type { RouteRequest, RoutingState, Selector } from '../ports/selector.js'

/** What a strategy may ask of the plan that it works for. */
export interface Round {
  readonly request: RouteRequest
  readonly state: RoutingState
  readonly now: number
  /** A member's candidate whose turn it is, if one is ready and not yet tried by this plan. */
  ready(member: GroupMember): Candidate | undefined
}

/** How the members of a group, and the keys of a member, take turns. */
export interface Strategy {
  /**
   * Chooses between the members of a group; undefined when none of them is ready, each of which has
   * been asked for then.
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
  return (request, state, now) => new Plan(strategy, request, state, now)
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
  /** Of those that were found not to be ready, the one that will be first. */
  #soonest: Candidate | undefined
  #due = Number.POSITIVE_INFINITY
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

  ready(member: GroupMember): Candidate | undefined {
    if (this.#spent?.has(member.channel) === true) return undefined
    if (this.request.channelIds?.includes(member.channel.id) === false) return undefined
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
    return this.#strategy.firstKey?.(member, this) ?? this.state.nextKey(member)
  }

  #isReady(candidate: Candidate): boolean {
    const { state, now } = this
    if (this.#tried?.has(candidate) === true) return false
    const cooldown = state.cooldown(candidate, now)
    const hold = state.hold(candidate, now)
    if (cooldown === undefined && hold === undefined) return true
    // What its channel's limits hold back is no last resort either.
    if (hold !== undefined && hold !== 'recovering') return false
    const due = cooldown?.until ?? now
    if (due < this.#due) {
      this.#due = due
      this.#soonest = candidate
    }
    return false
  }

  #choose(): Candidate | undefined {
    const last = this.#last
    if (last === undefined) return this.#pick() ?? this.#dueSoonest()
    this.#tried ??= new Set()
    this.#tried.add(last)
    if (this.state.cooldown(last, this.now)?.scope !== 'key') {
      this.#spent ??= new Set()
      this.#spent.add(last.channel)
    }
    return this.#pick(last)
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
    const soonest = this.#soonest
    return soonest && this.state.hold(soonest, this.now) === undefined ? soonest : undefined
  }
}
