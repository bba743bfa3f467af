import type { Candidate, GroupMember, PriorityGroup } from '../domain/candidate.js'
import type { Selector } from '../ports/selector.js'
import { createPlanner, type Round, type Strategy } from './plan.js'
import { digest, draw, weightedDraw } from './rendezvous.js'
import { inTurn } from './round-robin.js'

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

function affinityStrategy({ loadFactor = 1.25, freeUpTo = 8 }: AffinityOptions): Strategy {
  /** The most attempts that a member of this weight may have under way, this one included. */
  function limitOf(group: PriorityGroup, round: Round) {
    let attempts = 1
    let weights = 0
    for (const member of group.members) {
      if (round.ready(member) === undefined) continue
      attempts += round.state.inFlight(member.channel.id)
      weights += member.channel.weight
    }
    return (weight: number) =>
      Math.max(freeUpTo, Math.ceil((loadFactor * attempts * weight) / weights))
  }

  function strongest(
    group: PriorityGroup,
    round: Round,
    seed: number,
    isFree: (member: GroupMember) => boolean,
  ): Candidate | undefined {
    let chosen: Candidate | undefined
    let most = 0
    for (const member of group.members) {
      const { id, weight } = member.channel
      const pull = weightedDraw(seed, id, weight)
      if (pull <= most || !isFree(member)) continue
      const candidate = round.ready(member)
      if (candidate === undefined) continue
      chosen = candidate
      most = pull
    }
    return chosen
  }

  return {
    pick(group, round) {
      const { session } = round.request
      if (session === null) return inTurn(group, round)
      const seed = digest(session)
      const chosen = strongest(group, round, seed, () => true)
      if (chosen === undefined) return undefined
      const { inFlight } = round.state
      if (inFlight(chosen.channel.id) < freeUpTo) return chosen
      const limit = limitOf(group, round)
      const isFree = ({ channel }: GroupMember) => inFlight(channel.id) < limit(channel.weight)
      return strongest(group, round, seed, isFree) ?? chosen
    },

    firstKey(member, round) {
      const { session } = round.request
      const { candidates, channel } = member
      if (session === null || channel.keyStrategy === 'sequential') {
        return round.state.nextKey(member)
      }
      const seed = digest(session)
      let first = 0
      let most = 0
      candidates.forEach(({ key }, position) => {
        const pull = draw(seed, -key.id)
        if (pull > most) {
          first = position
          most = pull
        }
      })
      return first
    },
  }
}
