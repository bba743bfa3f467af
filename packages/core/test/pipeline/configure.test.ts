import { expect, it } from 'vitest'
import { answer, apiError, connectRaw, createGate } from '../../src/testing.js'
import { createRenewableTransport } from '../../src/transport/renewable-transport.js'
import { message, startGateway } from './gateway.js'

it('takes a smaller limit for the next request', async () => {
  const { post, proxy } = await startGateway()
  expect((await post()).status).toBe(200)
  proxy.configure({ maxBodyBytes: 10 })
  expect((await post()).status).toBe(413)
  proxy.configure({ maxBodyBytes: 100_000 })
  expect((await post()).status).toBe(200)
})

it('takes another cap for the next cooldown, and keeps what was not named', async () => {
  const { post, proxy, upstream, clock } = await startGateway()
  proxy.configure({ maxResetMs: 5_000 })
  proxy.configure({ jitter: 0.2 })
  upstream(0).next(apiError(429, 'rate_limit_error', 'later', ['retry-after', '3600']))
  await post()
  expect(proxy.cooldowns.list()).toMatchObject([{ until: clock.now() + 5_000 }])
})

it('lets a stream end on its old connection while new ones are made', async () => {
  const { post, proxy, upstream, url } = await startGateway()
  const gate = createGate()
  upstream(0).next(answer({ beforeEach: gate }))
  const connection = await connectRaw(url)
  connection.send({
    method: 'POST',
    target: '/v1/messages',
    headers: ['Content-Type', 'application/json'],
    body: JSON.stringify(message({ stream: true })),
  })
  gate.release(1)
  const stream = await connection.answer()
  proxy.configure({ idleTimeoutMs: 12_345 })
  expect((await post()).status).toBe(200)
  gate.open()
  expect((await stream.rest()).toString()).toContain('message_stop')
})

it('refuses what makes no sense, and changes nothing', async () => {
  const { post, proxy } = await startGateway()
  expect(() => proxy.configure({ maxBodyBytes: 1, jitter: -1 })).toThrow('settings.jitter')
  expect(() => proxy.configure({ nonsense: 1 } as object)).toThrow('settings.nonsense')
  expect((await post()).status).toBe(200)
})

it('is closed only when what went by older connections is over', async () => {
  const sent: string[] = []
  const ends: (() => void)[] = []
  const transport = createRenewableTransport(() => {
    const name = `transport ${ends.length + 1}`
    const over = new Promise<void>((resolve) => ends.push(resolve))
    return {
      send: () => {
        sent.push(name)
        return { abort: () => {} }
      },
      close: () => over,
    }
  })
  const send = () =>
    transport.send(
      { method: 'GET', origin: 'http://x', path: '/', headers: [], body: null },
      { onHead: () => {}, onData: () => true, onEnd: () => {}, onFault: () => {} },
    )
  send()
  transport.renew()
  send()
  expect(sent).toEqual(['transport 1', 'transport 2'])
  let closed = false
  const closing = transport.close().then(() => {
    closed = true
  })
  ends[1]?.()
  await new Promise(setImmediate)
  expect(closed).toBe(false)
  ends[0]?.()
  await closing
})
