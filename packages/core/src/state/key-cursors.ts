import type { Candidate, GroupMember } from '../domain/candidate.js'

/** Where each channel's round robin over its keys stands, whichever models they are used for. */
export interface KeyCursors {
  /** Position of the key whose turn is next; for a `sequential` channel always its first. */
  next(member: GroupMember): number
  /** An attempt begins: if it was asked for, the turn passes to the key after this one. */
  advance(candidate: Candidate): void
}

/** Not stored: keys share a channel's load within seconds of a start. */
export function createKeyCursors(): KeyCursors {
  const lastUsed = new Map<number, { keyId: number; position: number }>()
  let asked: GroupMember | undefined

  return {
    next(member) {
      const { channel, candidates } = member
      if (channel.keyStrategy === 'sequential') return 0
      asked = member
      const last = lastUsed.get(channel.id)
      if (last === undefined) return 0
      const { length } = candidates
      if (candidates[last.position]?.key.id === last.keyId) return (last.position + 1) % length
      const position = candidates.findIndex(({ key }) => key.id === last.keyId)
      // Where the key is gone, the one that has moved up into its place is next.
      return (position === -1 ? last.position : position + 1) % length
    },

    advance(candidate) {
      const position = asked?.candidates.indexOf(candidate) ?? -1
      asked = undefined
      if (position === -1) return
      lastUsed.set(candidate.channel.id, { keyId: candidate.key.id, position })
    },
  }
}
