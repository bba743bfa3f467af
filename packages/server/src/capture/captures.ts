import type { Capture, Clock, Logger } from '@ccload/core'
import type { Scrubber } from '../security/scrubber.js'
import type { AdminStore } from '../state/admin-store.js'
import { type CaptureRules, createCaptureRules } from './capture-rules.js'
import type { CaptureStore } from './capture-store.js'
import { createCaptureWriter } from './capture-writer.js'
import { MARGIN_BYTES } from './to-stored-capture.js'

/** Requests and answers that are captured whole, by rules that end by themselves. */
export interface Captures {
  /** For the proxy. */
  readonly capture: Capture
  readonly rules: CaptureRules
  /** What has been captured, without secrets, all of it up to now. */
  readonly kept: CaptureStore
  load(): Promise<void>
  /** Settles when all that was captured is written. */
  close(): Promise<void>
}

/** Captures over an admin store. `scrub` takes the secrets out before anything is stored. */
export function createCaptures(options: {
  readonly adminStore: Pick<AdminStore, 'settings' | 'captures'>
  readonly scrub: Scrubber['scrub']
  readonly clock: Clock
  readonly logger: Logger
}): Captures {
  const { adminStore, scrub, clock, logger } = options
  const { captures: store } = adminStore
  const rules = createCaptureRules({ store: adminStore.settings, clock, logger })
  const writer = createCaptureWriter({ store, scrub, clock, logger })
  const afterFlush =
    <A extends unknown[], T>(read: (...args: A) => Promise<T>) =>
    async (...args: A) => {
      await writer.flush()
      return read(...args)
    }
  return {
    capture: {
      get isOn() {
        return rules.isAny
      },
      open(subject) {
        const rule = rules.find(subject)
        if (rule === undefined) return undefined
        const { maxBytes } = rule
        return {
          maxBytes: maxBytes + MARGIN_BYTES,
          take: (captured) => writer.push(captured, maxBytes),
        }
      },
    },
    rules,
    kept: {
      ...store,
      list: afterFlush(store.list),
      get: afterFlush(store.get),
      removeAll: afterFlush(store.removeAll),
    },
    load: () => rules.load(),
    async close() {
      rules.close()
      await writer.flush()
    },
  }
}
