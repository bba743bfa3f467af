import { setImmediate } from 'node:timers/promises'
import type { CapturedAttempt, Clock, Logger } from '@ccload/core'
import type { Scrubber } from '../security/scrubber.js'
import { createSerialQueue } from '../serial-queue.js'
import type { CaptureStore, StoredCapture } from './capture-store.js'
import { toStoredCapture } from './to-stored-capture.js'

/** Writes captures behind the requests. */
export interface CaptureWriter {
  /** Takes a capture at once, or drops it where too many wait. `maxBytes`: kept of each body. */
  push(captured: CapturedAttempt, maxBytes: number): void
  /** Writes all that waits. Never rejects: what the store does not take is lost. */
  flush(): Promise<void>
}

/** The longest time a capture waits for others. */
const INTERVAL_MS = 500

/** All that may wait: a busy channel must not fill the memory, nor take all the time there is. */
const MAX_WAITING = 200
const MAX_WAITING_BYTES = 32 * 1024 * 1024

const BATCH = 16

/** All that is kept: the oldest go. */
const MAX_STORED_BYTES = 64 * 1024 * 1024

/** Decodes and masks what was captured, one at a time with a pause in between, and stores it. */
export function createCaptureWriter(options: {
  readonly store: CaptureStore
  readonly scrub: Scrubber['scrub']
  readonly clock: Clock
  readonly logger: Logger
  readonly maxStoredBytes?: number | undefined
}): CaptureWriter {
  const { store, scrub, clock, logger, maxStoredBytes = MAX_STORED_BYTES } = options
  const oneAtATime = createSerialQueue()
  let waiting: { readonly captured: CapturedAttempt; readonly maxBytes: number }[] = []
  let waitingBytes = 0
  let cancel: (() => void) | undefined
  let dropped = 0

  async function write(): Promise<void> {
    cancel?.()
    cancel = undefined
    while (waiting.length > 0) {
      const part = waiting.splice(0, BATCH)
      const captures: StoredCapture[] = []
      for (const { captured, maxBytes } of part) {
        captures.push(await toStoredCapture(captured, maxBytes, scrub))
        waitingBytes -= sizeOf(captured)
        await setImmediate()
      }
      await store.append(captures)
      await store.trim(maxStoredBytes)
    }
    if (dropped > 0) logger.warn({ dropped }, 'too much was captured at once: some was dropped')
    dropped = 0
  }

  const flush = () =>
    oneAtATime(write).catch((err: unknown) => {
      logger.warn({ err }, 'captured requests could not be stored')
    })

  return {
    push(captured, maxBytes) {
      const bytes = sizeOf(captured)
      if (waiting.length >= MAX_WAITING || waitingBytes + bytes > MAX_WAITING_BYTES) {
        dropped++
        return
      }
      waitingBytes += bytes
      waiting = [...waiting, { captured, maxBytes }]
      cancel ??= clock.after(INTERVAL_MS, () => void flush())
    },
    flush,
  }
}

function sizeOf({ request, answer }: CapturedAttempt): number {
  return request.body.bytes.length + (answer?.body.bytes.length ?? 0)
}
