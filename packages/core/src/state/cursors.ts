import type { Candidate, PriorityGroup } from '../domain/candidate.js'
import type { Cursor } from '../domain/cursor.js'
import { Places } from './places.js'

/** Where each round robin over members stands. */
export interface Cursors {
  /** Position of the member whose turn is next. */
  nextMember(group: PriorityGroup): number
  /** An attempt begins: if it was asked for, the turn passes to the member after this one. */
  advance(candidate: Candidate): void
  /** Takes over what an earlier process had written down. */
  load(cursors: readonly Cursor[]): void
}

/**
 * A round robin's position. What counts is the channel that was used last: the next one is the one
 * that follows it by id, whichever channels have come and gone in between.
 */
interface LiveCursor {
  readonly model: string
  readonly priority: number
  /** The group of the newest snapshot that `nextIndex` is a position in; undefined until one is seen. */
  group: PriorityGroup | undefined
  nextIndex: number
  lastChannelId: number
}

/** `onMove` is told of each cursor that has moved, by an object that goes on showing its position. */
export function createCursors(onMove?: (cursor: Cursor) => void): Cursors {
  const cursors = new Places<LiveCursor>(create, adopt)
  let asked: LiveCursor | undefined

  return {
    nextMember(group) {
      const cursor = cursors.at(group)
      asked = cursor
      return cursor.group === group ? cursor.nextIndex : follower(group, cursor.lastChannelId)
    },

    advance({ channel, group }) {
      if (asked === undefined) return
      const cursor = cursors.at(group)
      if (cursor !== asked) return
      asked = undefined
      cursor.lastChannelId = channel.id
      cursor.nextIndex = follower(cursor.group ?? group, channel.id)
      onMove?.(cursor)
    },

    load(stored) {
      for (const { model, priority, nextIndex } of stored) {
        const cursor = { model, priority, nextIndex, group: undefined, lastChannelId: 0 }
        cursors.set(cursor, cursor)
      }
    },
  }
}

function create(group: PriorityGroup): LiveCursor {
  const { model, priority } = group
  return { model, priority, group, nextIndex: 0, lastChannelId: Number.NEGATIVE_INFINITY }
}

function adopt(cursor: LiveCursor, group: PriorityGroup): void {
  if (cursor.group === undefined) {
    const { length } = group.members
    const nextIndex = cursor.nextIndex >= 0 ? Math.floor(cursor.nextIndex) % length : 0
    cursor.lastChannelId = group.members.at(nextIndex - 1)?.channel.id ?? 0
  }
  cursor.nextIndex = follower(group, cursor.lastChannelId)
  cursor.group = group
}

/** Position of the first member with a greater channel id, or of the first where none has one. */
function follower({ members }: PriorityGroup, channelId: number): number {
  let low = 0
  let high = members.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((members[middle]?.channel.id ?? 0) > channelId) high = middle
    else low = middle + 1
  }
  return low === members.length ? 0 : low
}
