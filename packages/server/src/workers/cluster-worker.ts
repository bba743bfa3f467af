import cluster from 'node:cluster'
import type { WorkerProcess } from './worker-pool.js'

/** What a worker and the process above it tell each other. */
type Message = 'ready' | 'stop'

/** Starts this same program once more, as a worker that shares the port. */
export function forkWorker(): WorkerProcess {
  const worker = cluster.fork()
  return {
    pid: worker.process.pid ?? 0,
    ready: new Promise((resolve, reject) => {
      worker.on('message', (message: Message) => {
        if (message === 'ready') resolve()
      })
      worker.once('exit', () => reject(new Error('A worker has ended before it served.')))
    }),
    ended: new Promise((resolve) => worker.once('exit', () => resolve())),
    stop() {
      if (worker.isConnected()) worker.send('stop' satisfies Message)
    },
    kill: () => worker.kill('SIGKILL'),
  }
}

/**
 * The worker's side: says that it serves, and stops when it is asked to or when the process above
 * has gone. A signal from a terminal reaches workers as well; it is that process which passes it on.
 */
export function serveAsWorker(stop: () => Promise<void>): void {
  const finish = () => {
    // Asked to by more than one of these, it is still one stop.
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  process.on('SIGINT', () => {})
  process.on('SIGHUP', () => {})
  process.once('SIGTERM', finish)
  process.once('disconnect', finish)
  process.on('message', (message: Message) => {
    if (message === 'stop') finish()
  })
  process.send?.('ready' satisfies Message)
}
