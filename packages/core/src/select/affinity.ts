import type { Candidate, PriorityGroup } from '../domain/candidate.js'
import type { Selector } from '../ports/selector.js'
import { factsOf } from './group-facts.js'
import { createPlanner, type Round, type Strategy } from './plan.js'
import { digest, draw, weightedDraw } from './rendezvous.js'
import { inTurn } from './round-robin.js'
import { firstKeyOf, homeOf } from './session-home.js'

/** How firmly a conversation is kept on its channel. */
export interface AffinityOptions {
  /** A channel is full at this multiple of its share of all attempts under way. 1.25 unless told. */
  readonly loadFactor?: number | undefined
  /**
   * A channel with fewer attempts under way than this is never full: a single conversation sends
   * several at once, and its prompt cache is lost wherever else they go. 8 unless told.
   */
  readonly freeUpTo?: number | undefined
}

/**
 * Keeps each conversation on one channel, and on one of its keys, so that the provider's prompt
 * cache survives: rendezvous hashing over the ready members of a group, by weight, with bounded
 * load (Mirrokni, Thorup, Zadimoghaddam: Consistent Hashing with Bounded Loads). All processes
 * agree without sharing anything, and a channel that leaves moves no one but its own conversations.
 * Requests without a session take turns.
 */
export function createAffinity(options: AffinityOptions = {}): Selector {
  return createPlanner(affinityStrategy(options))
}

/** The member that draws the session most of all, if it is ready: whoever else is does not matter. */
function atHome(group: PriorityGroup, round: Round, seed: number): Candidate | undefined {
  const { at } = homeOf(group, seed)
  const { until, now } = round.rests(group)
  const member = (until[at] ?? now) > now ? undefined : group.members[at]
  return member && round.ready(member)
}

function affinityStrategy({ loadFactor = 1.25, freeUpTo = 8 }: AffinityOptions): Strategy {
  /** The ready member that draws the session most, of those that carry less than their limit. */
  function strongest(
    group: PriorityGroup,
    round: Round,
    seed: number,
    limitPerWeight = Number.POSITIVE_INFINITY,
  ): Candidate | undefined {
    const { ids, weights, isEven } = factsOf(group)
    const { until, now } = round.rests(group)
    const inFlight =
      limitPerWeight === Number.POSITIVE_INFINITY ? undefined : round.state.inFlightOf(group)
    let chosen: Candidate | undefined
    let most = 0
    for (let at = 0; at < ids.length; at += 1) {
      if ((until[at] ?? now) > now) continue
      const weight = weights[at] ?? 1
      const carried = inFlight?.[at] ?? 0
      if (carried >= freeUpTo && carried >= Math.ceil(limitPerWeight * weight)) continue
      const id = ids[at] ?? 0
      const own = isEven ? draw(seed, id) : weightedDraw(seed, id, weight)
      const member = own > most ? group.members[at] : undefined
      const candidate = member && round.ready(member)
      if (candidate === undefined) continue
      chosen = candidate
      most = own
    }
    return chosen
  }

  /** How many attempts a member may have under way for each unit of its weight. */
  function boundPerWeight(group: PriorityGroup, round: Round): number {
    const { weights, isLimited } = factsOf(group)
    const { until, now } = round.rests(group)
    const inFlight = round.state.inFlightOf(group)
    const isFree = (round.request.channelIds ?? null) === null
    let attempts = 1
    let total = 0
    for (let at = 0; at < weights.length; at += 1) {
      if ((until[at] ?? now) > now) continue
      // What is full or closed, or not for this request, takes no share.
      if (!isFree || isLimited[at] === 1) {
        const member = group.members[at]
        if (member === undefined || !round.isAllowed(member)) continue
        if (isLimited[at] === 1 && round.ready(member) === undefined) continue
      }
      attempts += inFlight[at] ?? 0
      total += weights[at] ?? 1
    }
    return (loadFactor * attempts) / total
  }

  return {
    name: 'affinity',

    pick(group, round) {
      const { session } = round.request
      if (session === null) return inTurn(group, round)
      const seed = digest(session)
      const chosen = atHome(group, round, seed) ?? strongest(group, round, seed)
      if (chosen === undefined) return undefined
      const { id, weight } = chosen.channel
      const carried = round.state.inFlight(id)
      if (carried < freeUpTo) return chosen
      const bound = boundPerWeight(group, round)
      if (carried < Math.ceil(bound * weight)) return chosen
      return strongest(group, round, seed, bound) ?? chosen
    },

    firstKey(member, { request: { session }, state }) {
      if (session === null || member.channel.keyStrategy === 'sequential') {
        return state.nextKey(member)
      }
      return firstKeyOf(member, digest(session))
    },
  }
}
