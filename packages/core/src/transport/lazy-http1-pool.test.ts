import { describe, expect, it, vi } from 'vitest'
import { systemClock } from '../ports/clock.js'
import type { TransportFault, UpstreamHandler } from '../ports/transport.js'
import { createFakeAnthropic } from '../testing/fake-anthropic.js'

const SETTINGS = { connectTimeoutMs: 0, idleTimeoutMs: 0, keepAliveMs: 0 }
const REQUEST = { method: 'GET', path: '/v1/models', headers: [], body: null }

/** A transport of a process that has not imported undici yet. */
async function createFreshTransport() {
  vi.resetModules()
  const { createUndiciTransport } = await import('./undici-transport.js')
  return createUndiciTransport(SETTINGS, systemClock)
}

/** Resolves to the status of an answer once it is over. */
function listen(): { handler: UpstreamHandler; status: Promise<number> } {
  const { promise, resolve, reject } = withResolvers<number>()
  let status = 0
  const handler = {
    onHead: (received: number) => {
      status = received
    },
    onData: () => true,
    onEnd: () => resolve(status),
    onFault: ({ message }: TransportFault) => reject(new Error(message)),
  }
  return { handler, status: promise }
}

function withResolvers<T>() {
  let resolve!: (value: T) => void
  let reject!: (error: Error) => void
  const promise = new Promise<T>((...given) => {
    ;[resolve, reject] = given
  })
  return { promise, resolve, reject }
}

describe('the first request of a process', () => {
  it('is sent when undici has been imported, and the next at once', async () => {
    const upstream = await createFakeAnthropic()
    const transport = await createFreshTransport()
    for (let at = 0; at < 2; at += 1) {
      const { handler, status } = listen()
      transport.send({ ...REQUEST, origin: upstream.url }, handler)
      expect(await status).toBe(200)
    }
    await transport.close()
    await upstream.close()
  })

  it('is answered before the transport has closed', async () => {
    const upstream = await createFakeAnthropic()
    const transport = await createFreshTransport()
    const { handler, status } = listen()
    transport.send({ ...REQUEST, origin: upstream.url }, handler)
    const order: string[] = []
    const answered = status.then(() => order.push('answered'))
    await transport.close()
    order.push('closed')
    await answered
    expect(order).toEqual(['answered', 'closed'])
    await upstream.close()
  })

  it('is never sent when it was aborted meanwhile', async () => {
    const upstream = await createFakeAnthropic()
    const transport = await createFreshTransport()
    const aborted = listen()
    transport
      .send({ ...REQUEST, origin: upstream.url, path: '/v1/aborted' }, aborted.handler)
      .abort()
    const { handler, status } = listen()
    transport.send({ ...REQUEST, origin: upstream.url }, handler)
    expect(await status).toBe(200)
    await transport.close()
    expect(upstream.requests.map(({ target }) => target)).toEqual(['/v1/models'])
    expect(upstream.connections).toBe(1)
    await upstream.close()
  })
})
