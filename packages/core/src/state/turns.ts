import type { Candidate, PriorityGroup } from '../domain/candidate.js'
import { Places } from './places.js'

/** Whose turn it is by weight. */
export interface Turns {
  /** Where each member's turn lies on its group's scale, in their order: the lowest is next. */
  of(group: PriorityGroup): ArrayLike<number>
  /** An attempt begins: its member's turn moves on, in groups that were asked for. */
  advance(candidate: Candidate): void
}

interface GroupTurns {
  /** The group of the newest snapshot, whose members `turns` are of. */
  group: PriorityGroup
  turns: Float64Array
  /** Where the turn lies that was taken last: no member's lies before it. */
  present: number
}

/**
 * Every attempt moves its member on by 1 / weight, from half of that for the first: so a member of
 * weight 5 takes its turns at 0.1, 0.3, 0.5 ..., one of weight 1 at 0.5, 1.5 ..., and both are
 * spread evenly. A member that has rested goes on from the present: it makes up for nothing.
 */
export function createTurns(): Turns {
  const groups = new Places<GroupTurns>(
    (group) => ({ group, turns: carryOver(group, undefined), present: 0 }),
    (known, group) => {
      known.turns = carryOver(group, known)
      known.group = group
    },
  )
  let asked: GroupTurns | undefined

  return {
    of(group) {
      const known = groups.at(group)
      asked = known
      return known.group === group ? known.turns : carryOver(group, known)
    },

    advance({ channel, group }) {
      if (asked === undefined) return
      const known = groups.at(group)
      if (known !== asked) return
      asked = undefined
      const { turns } = known
      const position = known.group.members.findIndex((member) => member.channel.id === channel.id)
      const turn = turns[position]
      if (turn === undefined) return
      known.present = turn
      turns[position] = turn + 1 / channel.weight
      for (let at = 0; at < turns.length; at += 1) {
        if ((turns[at] ?? turn) < turn) turns[at] = turn
      }
    },
  }
}

/** The turns of a group's members: those that are known, and half a step from now for new ones. */
function carryOver({ members }: PriorityGroup, known: GroupTurns | undefined): Float64Array {
  const present = known?.present ?? 0
  const turns = new Map(
    known?.group.members.map(({ channel }, at) => [channel.id, known.turns[at] ?? present]),
  )
  return Float64Array.from(
    members,
    ({ channel: { id, weight } }) => turns.get(id) ?? present + 0.5 / weight,
  )
}
