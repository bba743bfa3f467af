import type { CcloadProxy, Clock, LiveRequest, Logger, Store } from '@ccload/core'
import { createEventRing, type RingEvent } from './event-ring.js'
import { createLiveSources, type LiveCounters } from './live-sources.js'
import { createRateMeter } from './rate-meter.js'

/** What goes on right now. */
export interface LiveFeed {
  /** Requests that are being served, the oldest first. */
  requests(): LiveRequest[]
  /** Requests that have begun within the last minute. */
  requestsPerMinute(): number
  /**
   * Events as the text of `text/event-stream`, until `signal` aborts or {@link close}. With the id
   * that a reader saw last they go on from there; an event `reset` comes first where that is too
   * long ago, and the reader has to ask for everything anew.
   */
  open(lastEventId: string | undefined, signal: AbortSignal): AsyncGenerator<string>
  /** Ends all readers' streams. */
  close(): void
}

/** Events that are kept for readers that are slow, or come back after a break. */
const RING_SIZE = 2_000
/** How long events are gathered although nobody reads: a reader may only be reconnecting. */
const LINGER_MS = 60_000
/** A reader is asked to come again after so long, so that one who was logged out stays away. */
const LONGEST_MS = 30 * 60_000
const RECONNECT_MS = 2_000

/** Nobody looks yet: until somebody does, it costs one look at a count every few seconds. */
export function createLiveFeed(options: {
  readonly proxy: Pick<CcloadProxy, 'on' | 'requests' | 'logs'>
  readonly store: Pick<Store, 'logs' | 'channels'>
  readonly clock: Clock
  readonly logger: Logger
}): LiveFeed {
  const { proxy, clock } = options
  const ring = createEventRing(RING_SIZE)
  const meter = createRateMeter(() => proxy.requests.started(), clock)
  const sources = createLiveSources({ ...options, counters, push: (event) => ring.push(event) })
  /** Ids of another process mean nothing here. */
  const epoch = clock.now().toString(36)
  const closing = new AbortController()
  let readers = 0
  let isGathering = false
  let cancelLinger = () => {}

  function counters(): LiveCounters {
    const { queued, journaled, spilled, dropped } = proxy.logs.counters()
    return {
      rpm_now: meter.perMinute(),
      in_flight: proxy.requests.list().length,
      log_queue: queued + journaled,
      log_spilled: spilled,
      log_dropped: dropped,
    }
  }

  function enter(): void {
    readers++
    cancelLinger()
    if (!isGathering) sources.start()
    isGathering = true
  }

  function leave(): void {
    readers--
    if (readers === 0) cancelLinger = clock.after(closing.signal.aborted ? 0 : LINGER_MS, rest)
  }

  function rest(): void {
    sources.stop()
    isGathering = false
  }

  function toBlock({ type, data }: RingEvent, position: number): string {
    return `id: ${epoch}-${position}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`
  }

  /** Where a reader goes on; undefined: what came since is not known any more. */
  function toPosition(lastEventId: string): number | undefined {
    const [, own, number] = /^(\w+)-(\d{1,15})$/.exec(lastEventId) ?? []
    if (own !== epoch || !isGathering) return undefined
    const position = Number(number)
    return ring.from(position) === undefined ? undefined : position
  }

  async function* read(lastEventId: string | undefined, signal: AbortSignal) {
    const resumed = lastEventId === undefined ? ring.end : toPosition(lastEventId)
    let position = resumed ?? ring.end
    enter()
    const endsAt = clock.now() + LONGEST_MS
    try {
      yield `retry: ${RECONNECT_MS}\n\n`
      if (resumed === undefined) yield toBlock({ type: 'reset', data: {} }, position)
      yield toBlock({ type: 'counters', data: counters() }, position)
      while (!signal.aborted && clock.now() < endsAt) {
        // Counters come every few seconds: the connection is never silent for long.
        await ring.wait(position, signal)
        const events = ring.from(position)
        // Too slow: it is let go, and has to begin anew.
        if (signal.aborted || events === undefined) return
        const first = position
        position += events.length
        yield events.map((event, index) => toBlock(event, first + index + 1)).join('')
      }
    } finally {
      leave()
    }
  }

  return {
    requests: () => proxy.requests.list(),
    requestsPerMinute: () => meter.perMinute(),
    open: (lastEventId, signal) => read(lastEventId, AbortSignal.any([signal, closing.signal])),
    close() {
      closing.abort()
      cancelLinger()
      rest()
      meter.close()
    },
  }
}
