import type { Home } from '../domain/candidate.js'
import { RecentMap } from '../domain/recent-map.js'

/** Where a thread stands. */
export interface ThreadPlace {
  /** The account that keeps its state. */
  readonly home: Home
  /** Names the conversation from its first message on. */
  readonly conversation: string
}

/** Which accounts keep the state of which message threads, in memory and for this process. */
export interface Threads {
  /** Where the thread of a message stands; undefined: the message is not known. */
  find(messageId: string): ThreadPlace | undefined
  /**
   * An answer that goes on with a thread has begun. Its message is known from the moment on that it
   * has an id: a client may go on before the answer is over. Returns the way to say that it is over.
   */
  watch(answer: { readonly messageId: string | null }, place: ThreadPlace): () => void
}

/** Only a thread's last message is gone on with, and mostly within minutes. */
const MESSAGE_LIMIT = 10_000

/** Knows no thread yet. */
export function createThreads(limit = MESSAGE_LIMIT): Threads {
  const places = new RecentMap<string, ThreadPlace>(limit)
  const watched = new Map<{ readonly messageId: string | null }, ThreadPlace>()

  return {
    find(messageId) {
      const known = places.get(messageId)
      if (known !== undefined) return known
      for (const [answer, place] of watched) if (answer.messageId === messageId) return place
      return undefined
    },

    watch(answer, place) {
      watched.set(answer, place)
      return () => {
        watched.delete(answer)
        if (answer.messageId !== null) places.set(answer.messageId, place)
      }
    },
  }
}
