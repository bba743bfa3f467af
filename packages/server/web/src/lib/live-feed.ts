/** An event of the server, its data parsed. */
export interface LiveEvent {
  readonly type: (typeof EVENT_TYPES)[number]
  readonly data: unknown
}

/** Figures that the server sends every few seconds. */
export interface Counters {
  readonly rpm_now: number
  readonly in_flight: number
  readonly log_queue: number
  readonly log_spilled: number
  readonly log_dropped: number
}

/** `unavailable`: the server has no events; `offline`: it cannot be reached. */
export type LiveState = 'connecting' | 'live' | 'offline' | 'unavailable'

export interface LiveSnapshot {
  readonly state: LiveState
  readonly counters: Counters | null
}

/** One connection for server-sent events, with its state. The browser resumes it by itself. */
export interface LiveFeed {
  start(): void
  stop(): void
  /** Nobody is looking: closes the connection unless {@link resume} comes soon. */
  pause(): void
  resume(): void
  subscribe: (listener: () => void) => () => void
  snapshot: () => LiveSnapshot
  listen(listener: (event: LiveEvent) => void): () => void
}

/** `reset`: some events were missed, so everything may be out of date. */
const EVENT_TYPES = ['log', 'request', 'cooldown', 'channels', 'counters', 'reset'] as const
/** Browsers allow six connections to a host: tabs that nobody looks at give theirs back. */
const PAUSE_AFTER_MS = 60_000
const RETRY_AFTER_MS = 30_000

/** The part of an `EventSource` that is used. */
interface Source {
  readonly readyState: number
  addEventListener(type: string, listener: (event: Event) => void): void
  close(): void
}

export function createLiveFeed(options: {
  readonly url: string
  readonly open: (url: string) => Source
}): LiveFeed {
  const { url, open } = options
  let source: Source | undefined
  let wanted = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let current: LiveSnapshot = { state: 'connecting', counters: null }
  const watchers = new Set<() => void>()
  const listeners = new Set<(event: LiveEvent) => void>()

  const set = (change: Partial<LiveSnapshot>) => {
    current = { ...current, ...change }
    for (const watcher of [...watchers]) watcher()
  }
  const receive = (type: LiveEvent['type'], text: string) => {
    const data: unknown = JSON.parse(text)
    if (type === 'counters') set({ state: 'live', counters: data as Counters })
    for (const listener of [...listeners]) listener({ type, data })
  }
  const disconnect = () => {
    clearTimeout(timer)
    source?.close()
    source = undefined
  }
  const connect = () => {
    clearTimeout(timer)
    if (source !== undefined || !wanted) return
    const opened = open(url)
    source = opened
    opened.addEventListener('open', () => set({ state: 'live' }))
    opened.addEventListener('error', () => {
      if (source !== opened) return
      if (opened.readyState !== CLOSED) return set({ state: 'offline' })
      // Refused for good, other than a connection that broke.
      disconnect()
      set({ state: 'unavailable', counters: null })
      timer = setTimeout(connect, RETRY_AFTER_MS)
    })
    for (const type of EVENT_TYPES) {
      opened.addEventListener(type, (event) => receive(type, (event as MessageEvent<string>).data))
    }
  }

  return {
    start() {
      wanted = true
      connect()
    },
    stop() {
      wanted = false
      disconnect()
    },
    pause() {
      if (source === undefined) return
      clearTimeout(timer)
      timer = setTimeout(disconnect, PAUSE_AFTER_MS)
    },
    resume: connect,
    subscribe(watcher) {
      watchers.add(watcher)
      return () => void watchers.delete(watcher)
    },
    snapshot: () => current,
    listen(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

/** `EventSource.CLOSED` */
const CLOSED = 2
