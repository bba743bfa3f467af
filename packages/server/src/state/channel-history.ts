import { type CcloadProxy, type LogEntry, type Store, toOutcomeClass } from '@ccload/core'

/** When a channel last answered and last failed, and how. Instants are epoch milliseconds. */
export interface ChannelRecord {
  readonly successAt: number | null
  readonly failureAt: number | null
  readonly failureMessage: string | null
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** What became of each channel's latest attempts. */
export interface ChannelHistory {
  of(channelId: number): ChannelRecord
  /** Fills in what the latest log entries tell of the time before the start. */
  load(): Promise<void>
}

/** So many log entries are looked through at the start. */
const LOADED_ENTRIES = 1000

const NOTHING: ChannelRecord = { successAt: null, failureAt: null, failureMessage: null }

/** Listens to a proxy's attempts. `scrub` takes secrets out of what upstreams have said. */
export function createChannelHistory(options: {
  proxy: Pick<CcloadProxy, 'on'>
  store: Pick<Store, 'logs'>
  scrub: (text: string) => string
}): ChannelHistory {
  const { proxy, store, scrub } = options
  const records = new Map<number, Writable<ChannelRecord>>()

  function add({ channelId, outcome, time, durationMs, message }: LogEntry): void {
    if (channelId === null) return
    let record = records.get(channelId)
    if (record === undefined) {
      record = { ...NOTHING }
      records.set(channelId, record)
    }
    const endedAt = time + durationMs
    const outcomeClass = toOutcomeClass(outcome)
    if (outcomeClass === 'success' && endedAt > (record.successAt ?? 0)) {
      record.successAt = endedAt
    } else if (outcomeClass === 'failure' && endedAt > (record.failureAt ?? 0)) {
      record.failureAt = endedAt
      record.failureMessage = scrub(message)
    }
  }
  proxy.on('attempt-ended', add)

  return {
    of: (channelId) => records.get(channelId) ?? NOTHING,
    async load() {
      for (const entry of await store.logs.list({ limit: LOADED_ENTRIES })) add(entry)
    },
  }
}
