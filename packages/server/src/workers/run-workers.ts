import cluster from 'node:cluster'
import { type Logger, systemClock } from '@ccload/core'
import { stopOnSignals } from '../stop-on-signals.js'
import { forkWorker } from './cluster-worker.js'
import { createWorkerPool } from './worker-pool.js'

/** Whether this process is one of several that serve. */
export const { isWorker } = cluster

/** Whether this process is the first worker since the start: it speaks for all of them. */
export const isFirstWorker = cluster.worker?.id === 1

/**
 * Serves with several processes on one port and one database, the way that several machines would.
 * SIGHUP replaces them one after another without refusing a connection; SIGINT and SIGTERM let them
 * finish. Settles when they serve; rejects when the first one does not come up.
 */
export async function runWorkers(options: {
  readonly count: number
  readonly logger: Logger
  readonly print: (text: string) => void
}): Promise<void> {
  const { count, logger, print } = options
  const pool = createWorkerPool({ count, fork: forkWorker, clock: systemClock, logger })
  const exit = (code: number) => {
    pool.kill()
    process.exit(code)
  }
  stopOnSignals({
    process: { on: (name, listener) => process.on(name, listener), exit },
    print,
    stop: () => pool.stop(),
  })
  process.on('SIGHUP', () => {
    pool.restart().then(
      () => logger.info({ count }, 'the workers have been replaced'),
      (error: unknown) => logger.error({ err: error }, 'the workers could not be replaced'),
    )
  })
  await pool.start()
  logger.info({ count }, 'all workers serve')
}
