import type { Candidate, GroupMember } from '../domain/candidate.js'
import { Places } from './places.js'

/** Whose turn it is by weight. */
export interface Turns {
  /** Where a member's turn lies on its group's scale: the lowest is next. */
  of(member: GroupMember): number
  /** An attempt begins: its member's turn moves on, in groups that were asked for. */
  advance(candidate: Candidate): void
}

interface GroupTurns {
  /** Where the turn lies that was taken last. */
  present: number
  readonly byChannel: Map<number, number>
}

/**
 * Every attempt moves its member on by 1 / weight, from half of that for the first: so a member of
 * weight 5 takes its turns at 0.1, 0.3, 0.5 ..., one of weight 1 at 0.5, 1.5 ..., and both are
 * spread evenly. A member that has rested goes on from the present: it makes up for nothing.
 */
export function createTurns(): Turns {
  const groups = new Places<GroupTurns>(() => ({ present: 0, byChannel: new Map() }))
  let asked: GroupTurns | undefined

  function turnOf({ present, byChannel }: GroupTurns, id: number, weight: number): number {
    const turn = byChannel.get(id)
    if (turn !== undefined) return Math.max(turn, present)
    byChannel.set(id, present + 0.5 / weight)
    return present + 0.5 / weight
  }

  return {
    of({ channel, candidates }) {
      const group = candidates[0]?.group
      if (group === undefined) return 0
      asked = groups.at(group)
      return turnOf(asked, channel.id, channel.weight)
    },

    advance({ channel, group }) {
      if (asked === undefined) return
      const turns = groups.at(group)
      if (turns !== asked) return
      asked = undefined
      turns.present = turnOf(turns, channel.id, channel.weight)
      turns.byChannel.set(channel.id, turns.present + 1 / channel.weight)
    },
  }
}
