import type { Clock, Logger } from '@ccload/core'
import type { Delivery } from './send-webhook.js'

/** Something to be sent. */
export interface Message {
  readonly id: string
  readonly body: string
}

/** Sends messages, and tries again where a receiver is not there. */
export interface Deliveries {
  /** Takes a message, at once and without fail. */
  push(message: Message): void
  /** Drops what has not been sent. */
  close(): void
}

/** How long after a failure there is another try; then it is given up. */
export const RETRY_AFTER_MS = [1_000, 5_000, 30_000, 120_000] as const

/** Messages that wait for another try at most: the oldest goes first. */
const MOST_WAITING = 100

/** Alerts are for people: what is hours late helps nobody, so tries are few and messages too. */
export function createDeliveries(options: {
  readonly send: (message: Message) => Promise<Delivery>
  readonly clock: Clock
  readonly logger: Logger
}): Deliveries {
  const { send, clock, logger } = options
  const waiting = new Map<string, () => void>()
  let isClosed = false

  async function attempt(message: Message, tries: number): Promise<void> {
    const delivery = await send(message)
    const { kind } = delivery
    if (isClosed || kind === 'accepted') return
    const { reason, statusCode } = delivery
    const delayMs = kind === 'failed' ? RETRY_AFTER_MS[tries] : undefined
    if (delayMs === undefined) {
      logger.warn({ reason, statusCode, tries: tries + 1 }, 'an alert could not be sent')
      return
    }
    const cancel = clock.after(delayMs, () => {
      waiting.delete(message.id)
      void attempt(message, tries + 1)
    })
    waiting.set(message.id, cancel)
    if (waiting.size > MOST_WAITING) dropOldest()
  }

  function dropOldest(): void {
    for (const [id, cancel] of waiting) {
      cancel()
      waiting.delete(id)
      logger.warn({}, 'too many alerts wait to be sent: the oldest is dropped')
      return
    }
  }

  return {
    push(message) {
      if (!isClosed) void attempt(message, 0)
    },
    close() {
      isClosed = true
      for (const cancel of waiting.values()) cancel()
      waiting.clear()
    },
  }
}
