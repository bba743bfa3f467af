import type { LogEntry } from '../domain/log-entry.js'
import { type Clock, systemClock } from '../ports/clock.js'
import { type Logger, silentLogger } from '../ports/logger.js'
import type { LogStore } from '../ports/store.js'
import type { LogJournal } from './log-journal.js'
import { createLogQueue } from './log-writer-queue.js'
import { retryDelayMs, withoutStored } from './log-writer-retry.js'
import { createLogSpill } from './log-writer-spill.js'

/** What became of the log entries so far. */
export interface LogWriterCounters {
  /** In memory, waiting. */
  readonly queued: number
  /** In the journal, waiting. */
  readonly journaled: number
  /** Written to the store since the start. */
  readonly written: number
  /** Moved from memory to the journal since the start. */
  readonly spilled: number
  /** Lost since the start: there was room neither in memory nor in the journal. */
  readonly dropped: number
}

/** Writes log entries behind the requests. */
export interface LogWriter {
  /** Takes an entry, at once and without fail. */
  push(entry: LogEntry): void
  /** Writes all that is waiting. Never rejects; a failing store gets one try, then all waits on. */
  flush(): Promise<void>
  /**
   * Writes all that is waiting and stops. What a failing store does not take goes to the journal,
   * or is dropped where there is none. Never rejects.
   */
  close(): Promise<void>
  counters(): LogWriterCounters
}

/** What a log writer works with; everything but the store has a default. */
export interface LogWriterOptions {
  readonly logs: LogStore
  /** Takes the entries that the store is too slow for or fails to take. Without one they wait in memory. */
  readonly journal?: LogJournal | undefined
  readonly clock?: Clock | undefined
  readonly logger?: Logger | undefined
  /**
   * Entries per write: 1,000. What they add to the roll-ups is written once per write, so larger
   * ones cost less for each entry.
   */
  readonly batchSize?: number | undefined
  /** The longest time an entry waits for its batch to fill up: 500 ms. */
  readonly intervalMs?: number | undefined
  /** Entries kept in memory at most: 50,000. */
  readonly queueLimit?: number | undefined
  /** Entries in memory beyond which a working but slow store has them spilled: 10,000. */
  readonly spillAt?: number | undefined
}

/** What is on its way to the store. Older than all in the journal, which is older than the queue. */
interface Head {
  readonly entries: readonly LogEntry[]
  readonly isReplayed: boolean
  /** Set when an earlier try may have written it although nobody was told. */
  isUncertain: boolean
}

/**
 * A bounded queue before a `LogStore`: batches of many entries, one write at a time, order kept.
 * When the store fails or falls behind, entries go on to the journal, and from there to the store
 * once it works. A process that is killed loses what came within the last interval and the one
 * batch that was being written.
 */
export function createLogWriter(options: LogWriterOptions): LogWriter {
  const { logs, journal, clock = systemClock, logger = silentLogger } = options
  const { batchSize = 1_000, intervalMs = 500, queueLimit = 50_000, spillAt = 10_000 } = options
  const queue = createLogQueue(batchSize)
  const spill = journal && createLogSpill(queue, journal, logger)
  let head: Head | undefined
  let written = 0
  let dropped = 0
  let droppedInBurst = 0
  let failures = 0
  let draining: Promise<void> | undefined
  let closing: Promise<void> | undefined
  let isClosed = false
  let cancelSeal: (() => void) | undefined
  let cancelRetry: (() => void) | undefined

  const journaled = () => journal?.size ?? 0
  const inHead = () => (head === undefined || head.isReplayed ? 0 : head.entries.length)
  const inMemory = () => queue.size + inHead() + (spill?.moving ?? 0)

  function seal(): void {
    cancelSeal?.()
    cancelSeal = undefined
    queue.seal()
    wake()
  }

  function wake(): void {
    const hasWork = head !== undefined || queue.dueBatches > 0 || journaled() > 0
    if (hasWork && cancelRetry === undefined) draining ??= drain()
    if (failures > 0 || journaled() > 0 || inMemory() > spillAt) spill?.start()
  }

  async function drain(): Promise<void> {
    try {
      for (let next = await takeHead(); next !== undefined; next = await takeHead()) {
        await write(next)
        head = undefined
        if (failures > 0) logger.info({ failures }, 'log entries are written again')
        failures = 0
      }
    } catch (error) {
      retryLater(error)
    }
    draining = undefined
    // Something may have come due since the last look.
    wake()
  }

  async function takeHead(): Promise<Head | undefined> {
    if (head !== undefined) return head
    // What is being spilled is older than what is left in the queue.
    while (spill?.running !== undefined) await spill.running
    if (journal !== undefined && journal.size > 0) {
      const entries = await journal.read(batchSize)
      if (entries.length === 0) throw new Error('The journal gives no entries')
      // The last process may have been stopped between writing these and discarding them.
      head = { entries, isReplayed: true, isUncertain: true }
    } else {
      const entries = queue.take()
      head = entries && { entries, isReplayed: false, isUncertain: false }
    }
    return head
  }

  async function write(next: Head): Promise<void> {
    const entries = next.isUncertain ? await withoutStored(logs, next.entries) : next.entries
    next.isUncertain = true
    if (entries.length > 0) await logs.append(entries)
    if (next.isReplayed) await journal?.discard(next.entries.length)
    written += next.entries.length
  }

  function retryLater(error: unknown): void {
    failures++
    if (failures === 1) logger.warn({ err: error }, 'log entries cannot be written and wait')
    // Once closed there is no other try: being set keeps the next one from starting.
    cancelRetry = isClosed ? () => {} : clock.after(retryDelayMs(failures), retry)
  }

  function retry(): void {
    cancelRetry = undefined
    wake()
  }

  function drop(count: number): void {
    dropped += count
    droppedInBurst += count
    if (droppedInBurst === count) {
      logger.warn({ queued: inMemory(), journaled: journaled() }, 'log entries are being dropped')
    }
  }

  async function drainNow(): Promise<void> {
    cancelRetry?.()
    cancelRetry = undefined
    seal()
    while (draining !== undefined) await draining
  }

  async function finish(): Promise<void> {
    await drainNow()
    while (spill?.running !== undefined) await spill.running
    if (head !== undefined && !head.isReplayed) queue.putBack(head.entries)
    head = undefined
    spill?.start()
    await spill?.running
    for (let batch = queue.take(); batch !== undefined; batch = queue.take()) drop(batch.length)
    await journal?.close()
  }

  wake()

  return {
    push(entry) {
      const room = queueLimit - inMemory()
      if (isClosed || room <= 0) return drop(1)
      if (droppedInBurst > 0 && room > queueLimit / 2) {
        logger.info({ dropped: droppedInBurst }, 'log entries are no longer dropped')
        droppedInBurst = 0
      }
      const length = queue.push(entry)
      if (length >= batchSize) seal()
      else cancelSeal ??= clock.after(intervalMs, seal)
    },
    flush: () => closing ?? drainNow(),
    close() {
      isClosed = true
      closing ??= finish().catch((error: unknown) => {
        logger.error({ err: error }, 'the log journal could not be closed')
      })
      return closing
    },
    counters: () => ({
      queued: inMemory(),
      journaled: journaled(),
      written,
      spilled: spill?.spilled ?? 0,
      dropped,
    }),
  }
}
