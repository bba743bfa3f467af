/** Rows that transactions of all processes write, each held from its first write to its commit. */
export interface RowLocks {
  /** Resolves once they are this transaction's. */
  take(name: string): Promise<void>
  give(name: string): void
}

/** First come, first served. */
export function createRowLocks(): RowLocks {
  const held = new Map<string, (() => void)[]>()
  return {
    async take(name) {
      const waiting = held.get(name)
      if (waiting === undefined) held.set(name, [])
      else await new Promise<void>((resolve) => waiting.push(resolve))
    },
    give(name) {
      const next = held.get(name)?.shift()
      if (next === undefined) held.delete(name)
      else next()
    },
  }
}
