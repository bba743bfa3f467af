import { setImmediate } from 'node:timers/promises'
import type { LogEntry } from '../../src/domain/log-entry.js'
import type { LogJournal } from '../../src/observe/log-journal.js'
import type { LogStore } from '../../src/ports/store.js'
import { createMemoryStore } from '../../src/storage/memory-store.js'

/** Log entries in memory, with faults and delays as a test orders them. */
export interface ScriptedLogs extends LogStore {
  /** Length of each batch that a write was tried with. */
  readonly batches: number[]
  /** Writes that were under way at once, at most. */
  readonly mostAtOnce: number
  /** Writes reject from now on, before or after the entries are in. */
  fail(when: 'before' | 'after'): void
  /** Writes are taken again. */
  recover(): void
  /** Writes wait until the returned function is called. */
  hold(): () => void
  /** Attempt numbers of what is stored, oldest first. */
  attempts(): Promise<number[]>
}

export function createScriptedLogs(): ScriptedLogs {
  const { logs } = createMemoryStore({ logLimit: 1_000_000 })
  const batches: number[] = []
  let failing: 'before' | 'after' | undefined
  let held: Promise<void> | undefined
  let current = 0
  let mostAtOnce = 0

  return {
    batches,
    get mostAtOnce() {
      return mostAtOnce
    },
    fail(when) {
      failing = when
    },
    recover() {
      failing = undefined
    },
    hold() {
      let release = () => {}
      held = new Promise((resolve) => {
        release = resolve
      })
      return () => {
        held = undefined
        release()
      }
    },
    async append(entries) {
      batches.push(entries.length)
      mostAtOnce = Math.max(mostAtOnce, ++current)
      try {
        await held
        if (failing === 'before') throw new Error('database is locked')
        await logs.append(entries)
        if (failing === 'after') throw new Error('connection lost')
      } finally {
        current--
      }
    },
    list: (query) => logs.list(query),
    count: (filter, limit) => logs.count(filter, limit),
    errors: (filter) => logs.errors(filter),
    async attempts() {
      const stored = await logs.list({ limit: 1_000_000 })
      return stored.map((entry) => entry.attempt).reverse()
    },
  }
}

/** A journal in memory that holds so many entries at most. */
export function createMemoryJournal(capacity = Number.POSITIVE_INFINITY): LogJournal {
  const entries: LogEntry[] = []
  return {
    get size() {
      return entries.length
    },
    async append(added) {
      const hasRoom = entries.length + added.length <= capacity
      if (hasRoom) entries.push(...added)
      return hasRoom
    },
    read: async (limit) => entries.slice(0, limit),
    async discard(count) {
      entries.splice(0, count)
    },
    async close() {},
  }
}

/** Lets everything run that waits for nothing but its turn. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await setImmediate()
}

/** 0, 1, 2 ... */
export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index)
}
