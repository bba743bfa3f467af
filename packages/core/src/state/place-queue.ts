/** A place in the queue for a channel that has room again. */
export interface Ticket {
  /** True: there is room, kept for this ticket until it leaves. False: it has left before. */
  readonly turn: Promise<boolean>
  /**
   * Leaves the queue, or gives up the room that is kept. It is offered to the next one only after
   * the code that runs now, so that what comes right after this may take it. Once more does nothing.
   */
  leave(): void
}

/** Requests that wait, first come first served, for one of the channels that they may use. */
export interface PlaceQueue {
  /** Undefined: too many are waiting already. */
  join(channelIds: ReadonlySet<number>): Ticket | undefined
  /** How many places of a channel are kept for tickets whose turn has come. */
  kept(channelId: number): number
  /** A channel may have room: its place goes to the first who waits for it. */
  offer(channelId: number): void
  /** Offers every channel that someone waits for. */
  offerAll(): void
}

/** Each who waits holds its whole request in memory. */
const LONGEST_QUEUE = 256

interface Waiter {
  readonly channelIds: ReadonlySet<number>
  resolve(isTurn: boolean): void
  /** The channel whose place is kept for it. */
  keeps: number | undefined
}

/** `hasRoom`: whether a channel may have one attempt more, beside the places that are kept. */
export function createPlaceQueue(hasRoom: (channelId: number) => boolean): PlaceQueue {
  const waiting = new Set<Waiter>()
  const kept = new Map<number, number>()
  const keptOf = (channelId: number) => kept.get(channelId) ?? 0

  function offer(channelId: number): void {
    for (const waiter of waiting) {
      if (!hasRoom(channelId)) return
      if (!waiter.channelIds.has(channelId)) continue
      waiting.delete(waiter)
      waiter.keeps = channelId
      kept.set(channelId, keptOf(channelId) + 1)
      waiter.resolve(true)
    }
  }

  function giveBack(channelId: number): void {
    if (keptOf(channelId) > 1) kept.set(channelId, keptOf(channelId) - 1)
    else kept.delete(channelId)
    queueMicrotask(() => offer(channelId))
  }

  return {
    join(channelIds) {
      if (waiting.size >= LONGEST_QUEUE) return undefined
      const waiter: Waiter = { channelIds, resolve: () => {}, keeps: undefined }
      const turn = new Promise<boolean>((resolve) => {
        waiter.resolve = resolve
      })
      waiting.add(waiter)
      return {
        turn,
        leave() {
          if (waiting.delete(waiter)) waiter.resolve(false)
          if (waiter.keeps !== undefined) giveBack(waiter.keeps)
          waiter.keeps = undefined
        },
      }
    },

    kept: keptOf,
    offer,

    offerAll() {
      const wanted = new Set<number>()
      for (const { channelIds } of waiting) for (const id of channelIds) wanted.add(id)
      for (const id of wanted) offer(id)
    },
  }
}
