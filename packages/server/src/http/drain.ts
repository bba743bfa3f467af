import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Prepares a server to be stopped; to be called before it listens. The function returned refuses
 * new connections at once, closes idle ones, lets running requests finish for `ms`, and then breaks
 * off whatever is left. It never rejects.
 */
export function createDrain(server: Server): (ms: number) => Promise<void> {
  // Node counts a connection that has not asked for anything yet as busy. Browsers and SDKs open
  // such connections ahead, and each would be waited for.
  const unused = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    unused.add(socket)
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
      for (const socket of unused) socket.destroy()
      // A connection that is kept alive after its running request would be waited for in vain.
      server.prependListener('request', (_request, response) => {
        response.shouldKeepAlive = false
      })
      const sweep = setInterval(() => server.closeIdleConnections(), 50)
      server.once('close', () => clearInterval(sweep))
    })
  }
}
