import { createServer } from 'node:http'
import { expect, it } from 'vitest'
import type { Transport, UpstreamRequest } from '../../src/ports/transport.js'
import { createFakeClock } from '../../src/testing.js'
import { createUndiciTransport } from '../../src/transport/undici-transport.js'
import { OFFERING, startHttp2 } from './http2-upstream.js'
import { closing, listen } from './listeners.js'
import { toRequest } from './send.js'

const SETTINGS = { connectTimeoutMs: 10_000, idleTimeoutMs: 0, keepAliveMs: 4_000 }

/** What a handler is told, in order. */
function calls(transport: Transport, request: UpstreamRequest): Promise<string[]> {
  const told: string[] = []
  return new Promise((resolve) => {
    const end = (name: string) => resolve([...told, name])
    transport.send(request, {
      onConnect: () => told.push('connect'),
      onHead: () => told.push('head'),
      onData: () => true,
      onEnd: () => end('end'),
      onFault: () => end('fault'),
    })
  })
}

it('tells when a request is on a connection, also on one that was open', async () => {
  const { port } = await listen(createServer((_, response) => response.end('ok')))
  const transport = closing(createUndiciTransport(SETTINGS, createFakeClock()))
  const request = toRequest(`http://127.0.0.1:${port}`)
  expect(await calls(transport, request)).toEqual(['connect', 'head', 'end'])
  expect(await calls(transport, request)).toEqual(['connect', 'head', 'end'])
})

it('tells nothing of a connection where there is none', async () => {
  const transport = closing(createUndiciTransport(SETTINGS, createFakeClock()))
  expect(await calls(transport, toRequest('http://127.0.0.1:1'))).toEqual(['fault'])
})

it('tells the same of HTTP/2', async () => {
  const { transport, origin } = await startHttp2((stream) => {
    stream.respond({ ':status': 200 })
    stream.end('ok')
  })
  const request = toRequest(origin, { connection: OFFERING })
  expect(await calls(transport, request)).toEqual(['connect', 'head', 'end'])
})
