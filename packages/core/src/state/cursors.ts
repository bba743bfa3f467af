import type { Candidate, GroupMember, PriorityGroup } from '../domain/candidate.js'
import type { Cursor } from '../domain/cursor.js'

/** Where each round robin stands. */
export interface Cursors {
  /** Position of the member whose turn is next. */
  nextMember(group: PriorityGroup): number
  /** Position of the key whose turn is next; for a `sequential` channel always its first. */
  nextKey(member: GroupMember): number
  /** An attempt begins: the turn passes to the next key, and to the next member if it was asked for. */
  advance(candidate: Candidate): void
  /** Takes over what an earlier process had written down. */
  load(cursors: readonly Cursor[]): void
}

/**
 * A round robin's position. It is kept as the channel that was used last: the next one is the one
 * that follows it by id, whichever channels have come and gone in between.
 */
interface LiveCursor {
  readonly model: string
  readonly priority: number
  /** The group as it was last seen; undefined until it is. */
  group: PriorityGroup | undefined
  nextIndex: number
  lastChannelId: number
}

/** How many round robins are remembered: behind a wildcard clients choose the names. */
const CURSOR_LIMIT = 10_000

/** `onMove` is told of each cursor that has moved, by an object that goes on showing its position. */
export function createCursors(onMove?: (cursor: Cursor) => void): Cursors {
  const byPlace = new Map<string, LiveCursor>()
  const byGroup = new WeakMap<PriorityGroup, LiveCursor>()
  const lastKeys = new Map<number, { keyId: number; position: number }>()
  let asked: LiveCursor | undefined

  function at(group: PriorityGroup): LiveCursor {
    const known = byGroup.get(group)
    if (known !== undefined) return known
    const place = toPlace(group)
    let cursor = byPlace.get(place)
    if (cursor === undefined) {
      const { model, priority } = group
      cursor = { model, priority, group, nextIndex: 0, lastChannelId: Number.NEGATIVE_INFINITY }
      remember(place, cursor)
    } else {
      show(cursor, group)
    }
    byGroup.set(group, cursor)
    return cursor
  }

  function remember(place: string, cursor: LiveCursor): void {
    if (byPlace.size >= CURSOR_LIMIT) {
      const [oldest] = byPlace.keys()
      if (oldest !== undefined) byPlace.delete(oldest)
    }
    byPlace.set(place, cursor)
  }

  return {
    nextMember(group) {
      const cursor = at(group)
      asked = cursor
      return cursor.group === group ? cursor.nextIndex : after(group, cursor.lastChannelId)
    },

    nextKey({ channel, candidates }) {
      const last = lastKeys.get(channel.id)
      if (last === undefined || channel.keyStrategy === 'sequential') return 0
      const { length } = candidates
      if (candidates[last.position]?.key.id === last.keyId) return (last.position + 1) % length
      const position = candidates.findIndex(({ key }) => key.id === last.keyId)
      // Where the key is gone, the one that has moved up into its place is next.
      return (position === -1 ? last.position : position + 1) % length
    },

    advance(candidate) {
      const { channel, key, group } = candidate
      if (channel.keys.length > 1) {
        const { members } = group
        const member = members.at(after(group, channel.id) - 1)
        lastKeys.set(channel.id, {
          keyId: key.id,
          position: member?.candidates.indexOf(candidate) ?? 0,
        })
      }
      const cursor = byGroup.get(group)
      if (cursor === undefined || cursor !== asked) return
      asked = undefined
      cursor.lastChannelId = channel.id
      cursor.nextIndex = after(cursor.group ?? group, channel.id)
      onMove?.(cursor)
    },

    load(cursors) {
      for (const { model, priority, nextIndex } of cursors) {
        const cursor = { model, priority, nextIndex, group: undefined, lastChannelId: 0 }
        remember(toPlace(cursor), cursor)
      }
    },
  }
}

function toPlace({ model, priority }: Pick<Cursor, 'model' | 'priority'>): string {
  return `${priority} ${model}`
}

/** Moves a cursor on to the group of a newer snapshot. */
function show(cursor: LiveCursor, group: PriorityGroup): void {
  const { members } = group
  if (cursor.group === undefined) {
    cursor.nextIndex = Math.max(0, cursor.nextIndex) % members.length || 0
    const before = (cursor.nextIndex + members.length - 1) % members.length
    cursor.lastChannelId = members[before]?.channel.id ?? 0
  } else {
    cursor.nextIndex = after(group, cursor.lastChannelId)
  }
  cursor.group = group
}

/** Position of the first member whose channel id is greater, or of the first where none is. */
function after({ members }: PriorityGroup, channelId: number): number {
  let low = 0
  let high = members.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((members[middle]?.channel.id ?? 0) > channelId) high = middle
    else low = middle + 1
  }
  return low === members.length ? 0 : low
}
