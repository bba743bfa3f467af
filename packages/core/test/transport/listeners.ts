import { once } from 'node:events'
import type { AddressInfo, Server, Socket } from 'node:net'
import { afterEach } from 'vitest'

const opened: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close()
})

/** Has something closed after the test. */
export function closing<T extends { close(): Promise<unknown> }>(resource: T): T {
  opened.push(() => resource.close())
  return resource
}

/** A server of the test, closed after it with all its connections. */
export interface Listener {
  readonly port: number
  /** Connections so far, closed ones included. */
  readonly sockets: readonly Socket[]
  /** Resolves to the connection of that position, from 0, as soon as it is there. */
  socket(position: number): Promise<Socket>
}

/** Resolves once a connection is closed, whichever side did it. */
export async function closed(socket: Socket): Promise<void> {
  if (!socket.destroyed) await once(socket, 'close')
}

/** Listens on a free port of this machine. */
export async function listen(server: Server): Promise<Listener> {
  const sockets: Socket[] = []
  server.on('connection', (socket: Socket) => {
    socket.on('error', () => {})
    sockets.push(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  opened.push(async () => {
    const closed = once(server, 'close')
    server.close()
    for (const socket of sockets) socket.destroy()
    await closed
  })
  return {
    port: (server.address() as AddressInfo).port,
    sockets,
    async socket(position) {
      while (sockets.length <= position) await once(server, 'connection')
      return sockets[position] as Socket
    },
  }
}
