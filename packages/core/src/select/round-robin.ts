import type { Candidate, PriorityGroup } from '../domain/candidate.js'
import { createPlanner, type Round } from './plan.js'

/** The first ready member from the one whose turn it is on. */
export function inTurn(group: PriorityGroup, round: Round): Candidate | undefined {
  const { members } = group
  const first = round.state.nextMember(group)
  for (let at = first; at < members.length; at += 1) {
    const member = members[at]
    const candidate = member && round.ready(member)
    if (candidate !== undefined) return candidate
  }
  for (let at = 0; at < first; at += 1) {
    const member = members[at]
    const candidate = member && round.ready(member)
    if (candidate !== undefined) return candidate
  }
  return undefined
}

/**
 * One channel after the other, within a priority. Over any stretch of requests, channels that were
 * ready throughout get the same number of attempts, give or take one.
 */
export const roundRobin = createPlanner({ pick: inTurn })
