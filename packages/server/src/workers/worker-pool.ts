import type { Clock, Logger } from '@ccload/core'

/** One worker process, as far as the pool knows it. */
export interface WorkerProcess {
  readonly pid: number
  /** Settles when it serves; rejects when it ends before that. */
  readonly ready: Promise<void>
  /** Settles when it has ended, however that came. */
  readonly ended: Promise<void>
  /** Asks it to finish what it serves and to end. */
  stop(): void
  /** Ends it at once. */
  kill(): void
}

/** Keeps a number of workers running. */
export interface WorkerPool {
  /**
   * Starts the first worker, then the others. Rejects when the first one does not come up, but not
   * where it was asked to stop meanwhile.
   */
  start(): Promise<void>
  /**
   * Replaces the workers one after another. Each old one stops only when a new one serves, so that
   * no connection is refused. Rejects, with the old ones left as they are, when a new one does not
   * come up.
   */
  restart(): Promise<void>
  /** Lets the workers finish, and settles when all have ended. */
  stop(): Promise<void>
  /** Ends the workers at once. */
  kill(): void
}

const FIRST_DELAY_MS = 500
const LAST_DELAY_MS = 30_000

/** A worker that has lived this long did not fail at the start. */
const STABLE_MS = 60_000

/**
 * Keeps `count` workers running. One that ends unasked is replaced, ever later while new ones fail
 * too. The first is started alone: what an installation is given once, such as its password, is
 * then there for the others.
 */
export function createWorkerPool(options: {
  readonly count: number
  readonly fork: () => WorkerProcess
  readonly clock: Clock
  readonly logger: Logger
}): WorkerPool {
  const { count, fork, clock, logger } = options
  const running = new Set<WorkerProcess>()
  /** Those that are replaced when they end. */
  const kept = new Set<WorkerProcess>()
  const delayed = new Set<() => void>()
  let failures = 0
  let isStopping = false
  let restarting: Promise<void> | undefined

  function launch(): WorkerProcess {
    const worker = fork()
    running.add(worker)
    void worker.ended.then(() => running.delete(worker))
    return worker
  }

  function keep(worker: WorkerProcess): void {
    const since = clock.now()
    kept.add(worker)
    void worker.ended.then(() => {
      if (!kept.delete(worker)) return
      failures = clock.now() - since < STABLE_MS ? failures + 1 : 1
      replaceLater(worker.pid)
    })
  }

  function replaceLater(pid: number): void {
    const delayMs = Math.min(FIRST_DELAY_MS * 2 ** (failures - 1), LAST_DELAY_MS)
    logger.error({ pid, delayMs }, 'a worker has ended unasked and will be replaced')
    const cancel = clock.after(delayMs, () => {
      delayed.delete(cancel)
      add().catch(() => {}) // Then it ends, and that is seen.
    })
    delayed.add(cancel)
  }

  function add(): Promise<void> {
    const worker = launch()
    keep(worker)
    return worker.ready
  }

  async function replaceAll(): Promise<void> {
    for (const old of [...kept]) {
      if (isStopping) return
      const worker = launch()
      await worker.ready
      keep(worker)
      kept.delete(old)
      old.stop()
    }
  }

  return {
    async start() {
      const first = launch()
      try {
        await first.ready
      } catch (error) {
        if (isStopping) return
        throw error
      }
      if (isStopping) return
      keep(first)
      await Promise.allSettled(Array.from({ length: count - 1 }, add))
    },
    restart() {
      restarting ??= replaceAll().finally(() => {
        restarting = undefined
      })
      return restarting
    },
    async stop() {
      isStopping = true
      kept.clear()
      for (const cancel of delayed) cancel()
      for (const worker of running) worker.stop()
      await Promise.all([...running].map(({ ended }) => ended))
    },
    kill() {
      for (const worker of running) worker.kill()
    },
  }
}
