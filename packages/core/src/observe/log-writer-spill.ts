import type { Logger } from '../ports/logger.js'
import type { LogJournal } from './log-journal.js'
import type { LogQueue } from './log-writer-queue.js'

/** Moves due batches from memory to the journal, one after another. */
export interface LogSpill {
  /** Entries moved since the start. */
  readonly spilled: number
  /** Entries on their way: no longer in the queue, not yet in the journal. */
  readonly moving: number
  /** Set while it is at work, which ends when nothing is due any more. Never rejects. */
  readonly running: Promise<void> | undefined
  /** Begins, unless it is at work already. */
  start(): void
}

/** What the journal has no room for, or fails to take, stays in the queue. */
export function createLogSpill(queue: LogQueue, journal: LogJournal, logger: Logger): LogSpill {
  let spilled = 0
  let moving = 0
  let running: Promise<void> | undefined
  let isRefusing = false

  async function run(): Promise<void> {
    for (let batch = queue.take(); batch !== undefined; batch = queue.take()) {
      moving = batch.length
      const fault = await journal.append(batch).then(
        (isTaken) => (isTaken ? undefined : new Error('The journal is full')),
        (error: unknown) => error,
      )
      moving = 0
      if (fault !== undefined) {
        queue.putBack(batch)
        if (!isRefusing) logger.warn({ err: fault }, 'the log journal takes no more entries')
        isRefusing = true
        break
      }
      spilled += batch.length
      isRefusing = false
    }
    running = undefined
  }

  return {
    get spilled() {
      return spilled
    },
    get moving() {
      return moving
    },
    get running() {
      return running
    },
    start() {
      if (queue.dueBatches > 0) running ??= run()
    },
  }
}
