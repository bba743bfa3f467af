import type { PriorityGroup } from '../domain/candidate.js'

/** How many attempts are under way on each channel. */
export interface InFlight {
  of(channelId: number): number
  /** Those on a group's channels, in the order of its members. Good until it is asked for again. */
  ofGroup(group: PriorityGroup): ArrayLike<number>
  add(channelId: number): void
  remove(channelId: number): void
}

/** A group's channels by their places, and room for their counts. */
interface GroupCounts {
  readonly places: readonly number[]
  readonly counts: Float64Array
}

/** Counts from zero. The counts lie close together in memory, for a look at very many of them. */
export function createInFlight(): InFlight {
  const places = new Map<number, number>()
  const counts: number[] = []
  const groups = new WeakMap<PriorityGroup, GroupCounts>()

  function placeOf(channelId: number): number {
    const known = places.get(channelId)
    if (known !== undefined) return known
    places.set(channelId, counts.length)
    return counts.push(0) - 1
  }

  function createGroup({ members }: PriorityGroup): GroupCounts {
    return {
      places: members.map(({ channel }) => placeOf(channel.id)),
      counts: new Float64Array(members.length),
    }
  }

  return {
    of(channelId) {
      const place = places.get(channelId)
      return place === undefined ? 0 : (counts[place] ?? 0)
    },
    ofGroup(group) {
      let known = groups.get(group)
      if (known === undefined) {
        known = createGroup(group)
        groups.set(group, known)
      }
      for (let at = 0; at < known.places.length; at += 1) {
        known.counts[at] = counts[known.places[at] ?? -1] ?? 0
      }
      return known.counts
    },
    add(channelId) {
      const place = placeOf(channelId)
      counts[place] = (counts[place] ?? 0) + 1
    },
    remove(channelId) {
      const place = placeOf(channelId)
      counts[place] = Math.max(0, (counts[place] ?? 0) - 1)
    },
  }
}
