/**
 * What is still to be recorded of requests that are over: it waits for a look into encoded answers, or
 * for prices.
 */
export interface LateRecords {
  /** Takes the writing of a record. It must not reject. */
  add(record: Promise<void>): void
  /** Resolves when nothing is left to be written. */
  settled(): Promise<void>
}

/** None yet. */
export function createLateRecords(): LateRecords {
  const pending = new Set<Promise<void>>()
  return {
    add(record) {
      pending.add(record)
      void record.finally(() => pending.delete(record))
    },
    async settled() {
      while (pending.size > 0) await Promise.all(pending)
    },
  }
}
