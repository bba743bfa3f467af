import type { Candidate, PriorityGroup } from '../domain/candidate.js'
import { createPlanner, type Round } from './plan.js'

/** Turns closer than this are the same: what lies between is the rounding of fractions. */
const SAME = 1e-6

/** The ready member whose turn comes first; of several, the one next in the round robin. */
function byTurn(group: PriorityGroup, round: Round): Candidate | undefined {
  const { members } = group
  const { length } = members
  const turns = round.state.turns(group)
  const start = round.state.nextMember(group)
  const { until, now } = round.rests(group)
  let chosen: Candidate | undefined
  let earliest = Number.POSITIVE_INFINITY
  for (let step = 0; step < length; step += 1) {
    const at = start + step < length ? start + step : start + step - length
    const turn = turns[at] ?? 0
    if (turn > earliest - SAME || (until[at] ?? now) > now) continue
    const member = members[at]
    const candidate = member && round.ready(member)
    if (candidate === undefined) continue
    chosen = candidate
    earliest = turn
  }
  return chosen
}

/**
 * Shares requests out in proportion to the channels' weights, spread evenly: of weights 5, 1, 1
 * the first is not used five times in a row. Channels of equal weight take plain turns.
 */
export const weighted = createPlanner({ name: 'weighted', pick: byTurn })
