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
  /** The ready member that draws the session most, of those that are free. */
  function strongest(
    group: PriorityGroup,
    round: Round,
    seed: number,
    isFree?: (member: GroupMember) => boolean,
  ): Candidate | undefined {
    const { ids, weights } = factsOf(group)
    let chosen: Candidate | undefined
    let most = 0
    for (let at = 0; at < ids.length; at += 1) {
      const id = ids[at] ?? 0
      const own = weights === null ? draw(seed, id) : weightedDraw(seed, id, weights[at] ?? 1)
      const member = own > most ? group.members[at] : undefined
      if (member === undefined || isFree?.(member) === false) continue
      const candidate = round.ready(member)
      if (candidate === undefined) continue
      chosen = candidate
      most = own
    }
    return chosen
  }

  /** Tells the members that may take one attempt more. */
  function boundedLoad(group: PriorityGroup, round: Round) {
    const { state } = round
    let attempts = 1
    let weights = 0
    for (const member of group.members) {
      if (round.ready(member) === undefined) continue
      attempts += state.inFlight(member.channel.id)
      weights += member.channel.weight
    }
    return ({ channel: { id, weight } }: GroupMember) => {
      const limit = Math.ceil((loadFactor * attempts * weight) / weights)
      return state.inFlight(id) < Math.max(freeUpTo, limit)
    }
  }

  return {
    pick(group, round) {
      const { session } = round.request
      if (session === null) return inTurn(group, round)
      const seed = digest(session)
      const chosen = strongest(group, round, seed)
      if (chosen === undefined) return undefined
      if (round.state.inFlight(chosen.channel.id) < freeUpTo) return chosen
      return strongest(group, round, seed, boundedLoad(group, round)) ?? chosen
    },

    firstKey(member, { request: { session }, state }) {
      if (session === null || member.channel.keyStrategy === 'sequential') {
        return state.nextKey(member)
      }
      const seed = digest(session)
      let first = 0
      let most = 0
      member.candidates.forEach(({ key }, position) => {
        const pull = draw(seed, -key.id)
        if (pull <= most) return
        first = position
        most = pull
      })
      return first
    },
  }
}

/** What a draw needs of a group's members, in their order, close together in memory. */
interface Facts {
  readonly ids: Float64Array
  /** Null where all are equal: then plain draws give the same order for less. */
  readonly weights: Float64Array | null
}

const facts = new WeakMap<PriorityGroup, Facts>()

function factsOf(group: PriorityGroup): Facts {
  const known = facts.get(group)
  if (known !== undefined) return known
  const { members } = group
  const isEven = members.every(({ channel }) => channel.weight === members[0]?.channel.weight)
  const made = {
    ids: Float64Array.from(members, ({ channel }) => channel.id),
    weights: isEven ? null : Float64Array.from(members, ({ channel }) => channel.weight),
  }
  facts.set(group, made)
  return made
}
