import { expect, it } from 'vitest'
import { createFetchHandler } from '../../src/fetch.js'
import { answer, connectRaw, createGate } from '../../src/testing.js'
import { message, startGateway } from './gateway.js'

const body = JSON.stringify(message({ stream: true }))
const request = { method: 'POST', target: '/v1/messages', body }

it('asks no upstream for a client that left before the first attempt', async () => {
  const gate = createGate()
  const gone = new AbortController()
  let asked = () => {}
  const isAsked = new Promise<void>((resolve) => {
    asked = resolve
  })
  const gateway = await startGateway({
    authenticate: async () => {
      asked()
      await gate.pass(gone.signal)
      return { tokenName: null }
    },
  })
  const connection = await connectRaw(gateway.url)
  connection.send(request)
  await isAsked
  connection.reset()
  await (await connectRaw(gateway.url)).exchange({ method: 'HEAD', target: '/' })
  gate.open()
  await gateway.post()
  expect(gateway.upstream(0).requests).toHaveLength(1)
  expect(gateway.proxy.requests.list()).toEqual([])
})

it('ends the attempt of a fetch request that was aborted before it began', async () => {
  const gateway = await startGateway()
  const handle = createFetchHandler(gateway.proxy)
  const left = new AbortController()
  const gone = handle(
    new Request('http://proxy.test/v1/messages', { method: 'POST', body, signal: left.signal }),
    { remoteAddress: '127.0.0.1' },
  )
  left.abort()
  await expect(gone).rejects.toThrow()
  await gateway.post()
  expect(gateway.upstream(0).requests).toHaveLength(1)
  expect(gateway.proxy.requests.list()).toEqual([])
})

it('breaks off for an HTTP/1.0 client what the upstream broke off', async () => {
  const gateway = await startGateway()
  const end = createGate()
  gateway.upstream(0).next(answer({ cutAt: { events: 3 }, beforeEnd: end, ending: 'close' }))
  const connection = await connectRaw(gateway.url)
  connection.write(
    `POST /v1/messages HTTP/1.0\r\nContent-Length: ${body.length}\r\nHost: x\r\n\r\n${body}`,
  )
  const reply = await connection.answer()
  for (let event = 0; event < 3; event++) await reply.readEvent()
  end.release()
  await reply.rest()
  expect(reply.ending).toBe('reset')
})

it('ends for an HTTP/1.0 client what the upstream ended', async () => {
  const gateway = await startGateway()
  const connection = await connectRaw(gateway.url)
  connection.write(
    `POST /v1/messages HTTP/1.0\r\nContent-Length: ${body.length}\r\nHost: x\r\n\r\n${body}`,
  )
  const reply = await connection.answer()
  expect((await reply.rest()).toString()).toMatch(/message_stop/)
  expect(reply.ending).toBe('complete')
})

it('leaves no count behind for a channel whose URL is none', async () => {
  const gateway = await startGateway({ channels: [{ url: 'no url', priority: 1 }, {}] })
  expect((await gateway.post()).status).toBe(200)
  expect(gateway.upstream(1).requests).toHaveLength(1)
  expect(
    await gateway.proxy.explain({
      model: 'claude-sonnet-4-5',
      endpoint: 'messages',
      session: null,
    }),
  ).toBeDefined()
})
