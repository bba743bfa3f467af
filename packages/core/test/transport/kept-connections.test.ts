import { createServer, type Socket } from 'node:net'
import { expect, it } from 'vitest'
import { createFakeClock } from '../../src/testing.js'
import { createUndiciTransport } from '../../src/transport/undici-transport.js'
import { closing, listen } from './listeners.js'
import { send, toRequest } from './send.js'

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

/** What the upstream does with the request of that number, from 1, on its connection. */
type Script = (request: number, socket: Socket, connection: number) => void

async function start(script: Script) {
  const counts = { requests: 0, connections: 0 }
  const { port } = await listen(
    createServer((socket) => {
      const connection = ++counts.connections
      let onConnection = 0
      socket.on('data', () => {
        counts.requests++
        script(++onConnection, socket, connection)
      })
    }),
  )
  const settings = { connectTimeoutMs: 10_000, idleTimeoutMs: 0, keepAliveMs: 60_000 }
  const clock = createFakeClock()
  const transport = closing(createUndiciTransport(settings, clock))
  const ask = async () => {
    const answer = await send(transport, toRequest(`http://127.0.0.1:${port}`))
    // A connection is free again in the next turn of the event loop.
    await new Promise(setImmediate)
    return answer
  }
  /** Lets connections be idle for as long as it takes an upstream to close them. */
  const rest = () => clock.advance(1_000)
  return { ask, rest, counts }
}

it.each([
  ['closed', (socket: Socket) => socket.end()],
  ['reset', (socket: Socket) => socket.resetAndDestroy()],
])('sends a request again when a kept connection is %s under it', async (_, leave) => {
  const { ask, rest, counts } = await start((request, socket) => {
    if (request === 1) socket.write(OK)
    else leave(socket)
  })
  expect(await ask()).toMatchObject({ status: 200, fault: undefined })
  rest()
  expect(await ask()).toMatchObject({ status: 200, body: 'ok', fault: undefined })
  expect(counts).toEqual({ requests: 3, connections: 2 })
})

it('sends it again on a new connection, however many kept ones are dead', async () => {
  const waiting: Socket[] = []
  const { ask, rest, counts } = await start((request, socket, connection) => {
    if (request === 1 && connection > 3) socket.write(OK)
    else if (request > 1) socket.resetAndDestroy()
    else if (waiting.push(socket) === 3) for (const each of waiting) each.write(OK)
  })
  await Promise.all([ask(), ask(), ask()])
  rest()
  expect(counts.connections).toBe(3)
  expect(await ask()).toMatchObject({ status: 200 })
  expect(counts).toEqual({ requests: 5, connections: 4 })
})

it('sends it again once, and then blames the upstream', async () => {
  const { ask, rest, counts } = await start((request, socket, connection) => {
    if (request === 1 && connection === 1) socket.write(OK)
    else socket.resetAndDestroy()
  })
  await ask()
  rest()
  expect((await ask()).fault).toMatchObject({ fault: 'reset' })
  expect(counts).toEqual({ requests: 3, connections: 2 })
})

it('blames the upstream for a reset on a connection that it has only just answered on', async () => {
  const { ask, counts } = await start((request, socket) => {
    if (request === 1) socket.write(OK)
    else socket.resetAndDestroy()
  })
  await ask()
  expect((await ask()).fault).toMatchObject({ fault: 'reset' })
  expect(counts).toEqual({ requests: 2, connections: 1 })
})

it.each([
  ['on a new connection', 1, ''],
  ['after a part of the answer', 2, OK.slice(0, -1)],
  ['after a 1xx answer', 2, 'HTTP/1.1 103 Early Hints\r\n\r\n'],
])('blames the upstream for a connection that breaks off %s', async (_, breaking, said) => {
  const { ask, counts } = await start((request, socket) => {
    if (request < breaking) socket.write(OK)
    else socket.end(said)
  })
  for (let request = 1; request < breaking; request++) expect((await ask()).status).toBe(200)
  expect((await ask()).fault).toMatchObject({ fault: 'reset' })
  expect(counts).toEqual({ requests: breaking, connections: 1 })
})
