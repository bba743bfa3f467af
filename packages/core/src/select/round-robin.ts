import type { Candidate, PriorityGroup } from '../domain/candidate.js'
import { createPlanner, type Round } from './plan.js'

/** The first ready member from the one whose turn it is on. */
export function inTurn(group: PriorityGroup, round: Round): Candidate | undefined {
  const { members } = group
  const { length } = members
  const first = round.state.nextMember(group)
  const { until, now } = round.rests(group)
  for (let step = 0; step < length; step += 1) {
    const at = first + step < length ? first + step : first + step - length
    if ((until[at] ?? now) > now) continue
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
export const roundRobin = createPlanner({ name: 'round-robin', pick: inTurn })
