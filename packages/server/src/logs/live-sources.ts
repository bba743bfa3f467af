import type { CcloadProxy, Clock, Logger, Store } from '@ccload/core'
import { toLogView } from '../admin/log-view.js'
import type { RingEvent } from './event-ring.js'

/** Where events come from, while somebody looks. */
export interface LiveSources {
  start(): void
  stop(): void
}

/** What the counters say, in the names in which they are sent. */
export interface LiveCounters {
  readonly rpm_now: number
  readonly in_flight: number
  readonly log_queue: number
  readonly log_spilled: number
  readonly log_dropped: number
}

const ROWS_EVERY_MS = 500
const COUNTERS_EVERY_MS = 5_000
/** New rows that are shown at once; of more, the latest. */
const MOST_ROWS = 200
/** Events of requests per second: nobody can follow more, and a busy proxy has thousands. */
const MOST_REQUEST_EVENTS = 200

/**
 * Gathers what is shown live. Log rows are read back from the store once they are written, so that
 * they are those of the lists, with their ids, without secrets, and from all processes.
 */
export function createLiveSources(options: {
  readonly proxy: Pick<CcloadProxy, 'on'>
  readonly store: Pick<Store, 'logs' | 'channels'>
  readonly clock: Clock
  readonly logger: Logger
  readonly counters: () => LiveCounters
  readonly push: (event: RingEvent) => void
}): LiveSources {
  const { proxy, store, clock, logger, counters, push } = options
  let stops: (() => void)[] = []
  let run = 0

  /** Does something again and again, until stopped. What fails is tried again. */
  function repeat(everyMs: number, task: () => Promise<void> | void): void {
    const own = run
    let cancel = () => {}
    const next = () => {
      cancel = clock.after(everyMs, () => {
        void (async () => task())()
          .catch((err: unknown) => logger.warn({ err }, 'live events are incomplete'))
          .finally(() => own === run && next())
      })
    }
    next()
    stops.push(() => cancel())
  }

  function followRows(): void {
    let lastId: number | undefined
    const own = run
    repeat(ROWS_EVERY_MS, async () => {
      const query =
        lastId === undefined ? { afterId: 0, limit: 1 } : { afterId: lastId, limit: MOST_ROWS }
      const entries = await store.logs.list(query)
      if (own !== run) return
      const isFirst = lastId === undefined
      lastId = Math.max(lastId ?? 0, ...entries.map(({ id }) => id))
      if (isFirst) return
      entries.sort((a, b) => a.id - b.id)
      for (const entry of entries) push({ type: 'log', data: toLogView(entry) })
    })
  }

  function followRequests(): void {
    let second = 0
    let sent = 0
    const send = (data: object) => {
      const now = Math.floor(clock.now() / 1_000)
      if (now !== second) [second, sent] = [now, 0]
      if (sent++ < MOST_REQUEST_EVENTS) push({ type: 'request', data })
    }
    stops.push(
      proxy.on('request-started', (event) =>
        send({
          phase: 'start',
          request_id: event.requestId,
          time: toInstant(event.time),
          model: event.model,
          is_streaming: event.streaming,
          token_name: event.tokenName,
          session_id: event.sessionId,
        }),
      ),
      proxy.on('attempt-started', (event) =>
        send({
          phase: 'attempt',
          request_id: event.requestId,
          time: toInstant(event.time),
          attempt: event.attempt,
          channel_id: event.channelId,
          channel_name: event.channelName,
        }),
      ),
      proxy.on('answer-begun', (event) =>
        send({
          phase: 'commit',
          request_id: event.requestId,
          time: toInstant(event.time),
          attempt: event.attempt,
          status_code: event.statusCode,
          first_event_ms: event.firstEventMs,
        }),
      ),
      proxy.on('request-ended', (event) =>
        send({
          phase: 'end',
          request_id: event.requestId,
          time: toInstant(event.time),
          duration_ms: event.durationMs,
          attempts: event.attempts,
          outcome: event.outcome,
          status_code: event.statusCode,
        }),
      ),
    )
  }

  function followCooldowns(): void {
    stops.push(
      proxy.on('cooldown-set', ({ scope, channelId, keyId, model, cause, until }) =>
        push({
          type: 'cooldown',
          data: {
            phase: 'set',
            scope,
            channel_id: channelId,
            key_id: keyId,
            model,
            cause,
            until: toInstant(until),
          },
        }),
      ),
      proxy.on('cooldown-cleared', ({ scope, channelId, keyId, model }) =>
        push({
          type: 'cooldown',
          data: { phase: 'cleared', scope, channel_id: channelId, key_id: keyId, model },
        }),
      ),
    )
  }

  return {
    start() {
      run++
      followRows()
      followRequests()
      followCooldowns()
      stops.push(store.channels.subscribe(() => push({ type: 'channels', data: {} })))
      repeat(COUNTERS_EVERY_MS, () => push({ type: 'counters', data: counters() }))
    },
    stop() {
      run++
      for (const stop of stops) stop()
      stops = []
    },
  }
}

function toInstant(time: number): string {
  return new Date(time).toISOString()
}
