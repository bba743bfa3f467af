import cluster from 'node:cluster'
import type { WorkerProcess } from './worker-pool.js'

/** What a worker and the process above it tell each other. */
type Message = 'ready' | 'stop'

/** Starts this same program once more, as a worker that shares the port. */
export function forkWorker(): WorkerProcess {
  const worker = cluster.fork()
  let isReady = false
  return {
    pid: worker.process.pid ?? 0,
    ready: new Promise((resolve, reject) => {
      worker.on('message', (message: Message) => {
        if (message !== 'ready') return
        isReady = true
        resolve()
      })
      worker.once('exit', () => reject(new Error('A worker has ended before it served.')))
    }),
    ended: new Promise((resolve) => worker.once('exit', () => resolve())),
    stop() {
      // One that is still starting may not listen yet.
      if (isReady && worker.isConnected()) worker.send('stop' satisfies Message)
      else worker.process.kill('SIGTERM')
    },
    kill: () => void worker.process.kill('SIGKILL'),
  }
}

/**
 * The worker's side, to be called before anything is opened. The function returned says that it
 * serves, and takes the way to stop. It stops when it is asked to, or when the process above has gone;
 * before it serves it ends at once. A signal from a terminal reaches workers as well, but it is that
 * process which passes it on.
 */
export function beWorker(): (stop: () => Promise<void>) => void {
  let stop = () => Promise.resolve()
  const finish = () => {
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
  return (stopServing) => {
    stop = stopServing
    process.send?.('ready' satisfies Message)
  }
}
