/** Tells listeners that something has changed. */
export interface ChangeSignal {
  /** Adds a listener and returns the way to remove it. */
  subscribe(listener: () => void): () => void
  /** Calls every listener, in the order in which they came. */
  notify(): void
}

/** A signal without listeners. Subscribing the same function twice gives two calls. */
export function createChangeSignal(): ChangeSignal {
  const listeners = new Set<{ readonly call: () => void }>()
  return {
    subscribe(listener) {
      const entry = { call: listener }
      listeners.add(entry)
      return () => listeners.delete(entry)
    },
    notify() {
      for (const listener of [...listeners]) listener.call()
    },
  }
}
