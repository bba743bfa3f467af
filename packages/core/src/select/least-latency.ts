import type { Candidate, PriorityGroup } from '../domain/candidate.js'
import type { Selector } from '../ports/selector.js'
import { createPlanner, type Round } from './plan.js'

/** What least latency works with. */
export interface LeastLatencyOptions {
  /** From 0 to 1. */
  readonly random: () => number
}

/** What an attempt is thought to take where nothing is known and one is under way already. */
const UNKNOWN_MS = 1_000

/**
 * Prefers channels that begin their answers soon: of two ready ones, drawn at random, the one with
 * the shorter expected wait, which is its time to the first event times the attempts under way (this
 * one included). Two draws spread the load nearly as well as looking at all would, and do not send
 * everyone to the same best one (Mitzenmacher: The Power of Two Choices).
 */
export function createLeastLatency({ random }: LeastLatencyOptions): Selector {
  function drawn(group: PriorityGroup, round: Round, other?: Candidate): Candidate | undefined {
    const { members } = group
    const { until, now } = round.rests(group)
    const start = Math.floor(random() * members.length)
    for (let step = 0; step < members.length; step += 1) {
      const at = (start + step) % members.length
      if ((until[at] ?? now) > now) continue
      const member = members[at]
      if (member === undefined || member.channel === other?.channel) continue
      const candidate = round.ready(member)
      if (candidate !== undefined) return candidate
    }
    return undefined
  }

  return createPlanner({
    name: 'least-latency',
    pick(group, round) {
      const one = drawn(group, round)
      if (one === undefined || group.members.length === 1) return one
      const other = drawn(group, round, one)
      return other === undefined || wait(one, round) <= wait(other, round) ? one : other
    },
  })
}

function wait(candidate: Candidate, { state, now }: Round): number {
  const underWay = state.inFlight(candidate.channel.id)
  const firstEventMs = state.firstEventMs(candidate, now)
  if (firstEventMs === undefined) return underWay === 0 ? 0 : UNKNOWN_MS * (underWay + 1)
  return firstEventMs * (underWay + 1)
}
