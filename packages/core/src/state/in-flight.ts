/** How many attempts are under way on each channel. */
export interface InFlight {
  of(channelId: number): number
  add(channelId: number): void
  remove(channelId: number): void
}

/** Counts from zero. Channels without attempts take no memory. */
export function createInFlight(): InFlight {
  const counts = new Map<number, number>()
  const of = (channelId: number) => counts.get(channelId) ?? 0
  return {
    of,
    add(channelId) {
      counts.set(channelId, of(channelId) + 1)
    },
    remove(channelId) {
      const count = of(channelId)
      if (count > 1) counts.set(channelId, count - 1)
      else counts.delete(channelId)
    },
  }
}
