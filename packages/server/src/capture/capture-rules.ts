import type { CaptureSubject, Clock, Logger } from '@ccload/core'
import { createSerialQueue } from '../serial-queue.js'
import type { SettingStore } from '../state/admin-store.js'
import { type CaptureRule, isMeant, readRules, writeRules } from './capture-rule.js'

/** The rules that are in force, which other processes may change as well. */
export interface CaptureRules {
  /** Whether there is any that is not over. Cheap: it is asked before each attempt. */
  readonly isAny: boolean
  /** The one that keeps the most of an attempt; undefined: none means it. */
  find(subject: Pick<CaptureSubject, 'channelId' | 'tokenId'>): CaptureRule | undefined
  list(): Promise<CaptureRule[]>
  add(rule: Omit<CaptureRule, 'id'>): Promise<CaptureRule>
  /** False: there is no such rule. */
  remove(id: number): Promise<boolean>
  /** Reads what is stored, now and from time to time. */
  load(): Promise<void>
  close(): void
}

/** Under which the admin store keeps all of them. */
const STORED_AS = 'capture_rules'

/** How late a change in another process may be noticed. */
const READ_AGAIN_MS = 5_000

/** Rules over a setting of the admin store. One that is over is as good as gone. */
export function createCaptureRules(options: {
  readonly store: SettingStore
  readonly clock: Clock
  readonly logger: Logger
}): CaptureRules {
  const { store, clock, logger } = options
  const oneAtATime = createSerialQueue()
  let rules: readonly CaptureRule[] = []
  let lastUntil = 0
  let cancel = () => {}
  let isClosed = false
  let isFailing = false

  function use(found: readonly CaptureRule[]): void {
    rules = found
    lastUntil = Math.max(0, ...found.map(({ until }) => until))
  }

  const inForce = (found: readonly CaptureRule[]) => {
    const now = clock.now()
    return found.filter(({ until }) => until > now)
  }

  const read = async () => inForce(readRules(await store.get(STORED_AS)))

  async function write(changed: readonly CaptureRule[]): Promise<void> {
    await store.set(STORED_AS, writeRules(changed))
    use(changed)
  }

  function readAgainLater(): void {
    if (isClosed) return
    cancel = clock.after(READ_AGAIN_MS, () => {
      void oneAtATime(async () => use(await read()))
        .then(
          () => {
            isFailing = false
          },
          (err) => {
            if (!isFailing) logger.warn({ err }, 'capture rules could not be read')
            isFailing = true
          },
        )
        .finally(readAgainLater)
    })
  }

  return {
    get isAny() {
      return lastUntil !== 0 && clock.now() < lastUntil
    },
    find(subject) {
      return inForce(rules)
        .filter((rule) => isMeant(rule, subject))
        .sort((a, b) => b.maxBytes - a.maxBytes)[0]
    },
    list: () =>
      oneAtATime(async () => {
        use(await read())
        return [...rules]
      }),
    add: (draft) =>
      oneAtATime(async () => {
        const known = await read()
        const rule = { ...draft, id: Math.max(0, ...known.map(({ id }) => id)) + 1 }
        await write([...known, rule])
        const { channelId, tokenId, until } = rule
        logger.info({ channelId, tokenId, until }, 'requests and answers are captured')
        return rule
      }),
    remove: (id) =>
      oneAtATime(async () => {
        const known = await read()
        const kept = known.filter((rule) => rule.id !== id)
        if (kept.length === known.length) return false
        await write(kept)
        return true
      }),
    async load() {
      await oneAtATime(async () => use(await read()))
      readAgainLater()
    },
    close() {
      isClosed = true
      cancel()
    },
  }
}
