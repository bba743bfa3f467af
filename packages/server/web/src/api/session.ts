/**
 * Whether somebody is logged in. `unknown` until the server has been asked; `expired` when a
 * session ended in the middle of work: what is on the screen then stays there.
 */
export type SessionState = 'unknown' | 'out' | 'in' | 'expired'

/** The state of the login in this tab. */
export interface SessionMonitor {
  state(): SessionState
  subscribe(listener: () => void): () => void
  /** The server accepted us. */
  enter(): void
  /** The server does not know us, and nothing is under way. */
  leave(): void
  /** The server does not know us any more. */
  expire(): void
  /** Resolves with the next login; rejects when `signal` aborts first. */
  whenLoggedIn(signal?: AbortSignal): Promise<void>
}

function createSession(): SessionMonitor {
  let current: SessionState = 'unknown'
  const listeners = new Set<() => void>()
  const set = (next: SessionState) => {
    if (next === current) return
    current = next
    for (const listener of [...listeners]) listener()
  }
  const subscribe = (listener: () => void) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }
  return {
    state: () => current,
    subscribe,
    enter: () => set('in'),
    leave: () => set('out'),
    expire: () => set('expired'),
    whenLoggedIn: (signal) =>
      new Promise((resolve, reject) => {
        const finish = (settle: () => void) => {
          stop()
          signal?.removeEventListener('abort', abort)
          settle()
        }
        const abort = () => finish(() => reject(signal?.reason))
        const stop = subscribe(() => {
          if (current === 'in') finish(resolve)
        })
        if (signal?.aborted) abort()
        else signal?.addEventListener('abort', abort)
        if (current === 'in') finish(resolve)
      }),
  }
}

/** This tab's. */
export const session: SessionMonitor = createSession()
