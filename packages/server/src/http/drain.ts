import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/** Whoever opens a connection to ask something at once has asked by then, from wherever. */
const GRACE_MS = 1_000

/**
 * Prepares a server to be stopped; to be called before it listens. The function returned refuses
 * new connections at once, closes idle ones, lets running requests and those that are on their way
 * finish for `ms`, and then breaks off whatever is left. It never rejects.
 */
export function createDrain(server: Server): (ms: number) => Promise<void> {
  // Node counts a connection that has not asked for anything yet as busy. Browsers and SDKs open
  // such connections ahead, and each would be waited for.
  const unused = new Map<Socket, number>()
  server.on('connection', (socket: Socket) => {
    unused.set(socket, performance.now())
    socket.once('close', () => unused.delete(socket))
  })
  server.prependListener('request', ({ socket }) => unused.delete(socket))

  return (ms) => {
    if (!server.listening) return Promise.resolve()
    return new Promise((resolve) => {
      const deadline = Number.isFinite(ms)
        ? setTimeout(() => server.closeAllConnections(), ms)
        : undefined
      server.close(() => {
        clearTimeout(deadline)
        resolve()
      })
      const sweepUnused = () => {
        const before = performance.now() - GRACE_MS
        for (const [socket, since] of unused) if (since <= before) socket.destroy()
      }
      sweepUnused()
      // A connection that is kept alive after its running request would be waited for in vain.
      server.prependListener('request', (_request, response) => {
        response.shouldKeepAlive = false
      })
      const sweep = setInterval(() => {
        sweepUnused()
        server.closeIdleConnections()
      }, 50)
      server.once('close', () => clearInterval(sweep))
    })
  }
}
