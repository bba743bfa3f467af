import type { VirtualClock } from './virtual-clock.js'

/** A process's connections to the database, as `pg` keeps them. */
export interface VirtualPool {
  /** Resolves once there is a connection for it. */
  acquire(): Promise<void>
  release(): void
  /** How many are open. */
  readonly open: number
}

/** As node-postgres has it unless told otherwise. */
const IDLE_MS = 10_000

interface Idle {
  cancel: () => void
}

/**
 * Opens a connection when none is idle, uses the one again that was used last, and closes one that has
 * been idle for long. `onChange` is told of how many more or fewer there are.
 */
export function createVirtualPool(options: {
  readonly clock: VirtualClock
  readonly size: number
  readonly onChange: (change: 1 | -1) => void
}): VirtualPool {
  const { clock, size, onChange } = options
  const idle: Idle[] = []
  const waiting: (() => void)[] = []
  let open = 0
  return {
    get open() {
      return open
    },
    async acquire() {
      const last = idle.pop()
      if (last !== undefined) return last.cancel()
      if (open < size) {
        open += 1
        return onChange(1)
      }
      await new Promise<void>((resolve) => waiting.push(resolve))
    },
    release() {
      const next = waiting.shift()
      if (next !== undefined) return next()
      const connection: Idle = { cancel: () => {} }
      connection.cancel = clock.after(IDLE_MS, () => {
        idle.splice(idle.indexOf(connection), 1)
        open -= 1
        onChange(-1)
      })
      idle.push(connection)
    },
  }
}
