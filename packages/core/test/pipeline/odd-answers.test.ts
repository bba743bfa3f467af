import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { createFetchHandler } from '../../src/fetch.js'
import {
  answer,
  connectRaw,
  createGate,
  fixed,
  type RawAnswer,
  rawBytes,
} from '../../src/testing.js'
import { message, startGateway } from './gateway.js'

const stream = message({ stream: true })
const SSE = 'text/event-stream'

it.each(['gzip', 'br', 'deflate'] as const)(
  'ends a %s stream soon after its end marker, though the upstream does not',
  async (encoding) => {
    const gateway = await startGateway({ settings: { maxPingOnlyMs: 0 } })
    gateway.upstream(0).next(answer({ encoding, ending: 'hang' }))
    const connection = await connectRaw(gateway.url)
    const body = JSON.stringify(stream)
    connection.send({ method: 'POST', target: '/v1/messages', body })
    const reply: RawAnswer = await connection.answer()
    let ended = false
    const rest = reply.rest().finally(() => {
      ended = true
    })
    while (!ended) {
      gateway.clock.advance(1_000)
      await new Promise(setImmediate)
    }
    await rest
    expect(reply.ending).toBe('complete')
    await (await gateway.upstream(0).request(0)).closed
    await gateway.proxy.close()
    expect(await gateway.store.logs.list({ limit: 1 })).toMatchObject([{ outcome: 'relayed' }])
  },
)

it('takes an encoded stream for whole that breaks off after its end marker', async () => {
  const gateway = await startGateway()
  const end = createGate()
  const whole = { bytes: Number.MAX_SAFE_INTEGER }
  gateway.upstream(0).next(answer({ encoding: 'gzip', cutAt: whole, beforeEnd: end }))
  const connection = await connectRaw(gateway.url)
  connection.send({ method: 'POST', target: '/v1/messages', body: JSON.stringify(stream) })
  const reply = await connection.answer()
  await reply.read()
  end.release()
  await reply.rest()
  expect(reply.ending).toBe('complete')
  await gateway.proxy.close()
  expect(await gateway.store.logs.list({ limit: 1 })).toMatchObject([{ outcome: 'relayed' }])
})

it.each([
  ['a stream', SSE, stream],
  ['a message', 'application/json', message()],
])('asks the next channel for %s that is encoded without saying so', async (_, type, body) => {
  const gateway = await startGateway({ channels: [{ priority: 1 }, {}] })
  const text = 'event: message_start\ndata: {"type":"message_start"}\n\n'.repeat(100)
  gateway.upstream(0).next(fixed(200, gzipSync(text), [], type))
  const reply = await gateway.post(body)
  expect([reply.status, reply.body.toString()]).toEqual([200, expect.stringContaining('channel-2')])
  await gateway.proxy.close()
  const [, first] = await gateway.store.logs.list({ limit: 2 })
  expect(first).toMatchObject({ outcome: 'malformed', message: expect.stringMatching(/encoded/) })
})

it.each([
  ['shorter than its content-length', 100, 'closed'],
  ['longer than its content-length', 10, 'complete'],
])('hands on a message that is %s as far as it is one', async (_, contentLength, ending) => {
  const gateway = await startGateway()
  const body = '{"type":"message","content":[]}'
  gateway.upstream(0).next({
    ...fixed(200, body),
    framing: { contentLength },
    ending: 'close',
  })
  const reply = await gateway.post()
  if (ending === 'complete') {
    expect([reply.status, reply.ending]).toEqual([200, 'complete'])
    expect(reply.body.toString()).toBe(body.slice(0, contentLength))
  } else {
    // Nothing had been sent yet, so it is a failure like any other.
    expect(reply.status).toBe(502)
  }
  await gateway.proxy.close()
})

it('keeps its connection apart after an answer that was longer than announced', async () => {
  const gateway = await startGateway()
  const more = 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged'
  gateway
    .upstream(0)
    .next(rawBytes([`HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}${more}`], 'hang'))
  expect((await gateway.post()).body.toString()).toBe('{}')
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
  expect((await gateway.post()).body.toString()).not.toContain('forged')
})

it.each([600, 777, 999])('gives fetch a status that it can have in place of %s', async (status) => {
  const gateway = await startGateway()
  gateway.upstream(0).always(fixed(status, 'odd'))
  expect((await gateway.post()).status).toBe(status)
  const handle = createFetchHandler(gateway.proxy)
  const request = new Request('http://proxy.test/v1/messages', {
    method: 'POST',
    body: JSON.stringify(message()),
  })
  const reply = await handle(request, { remoteAddress: '127.0.0.1' })
  expect([reply.status, await reply.text()]).toEqual([502, 'odd'])
})

it('never follows a redirect, and hands none on', async () => {
  const gateway = await startGateway({ channels: [{}, {}] })
  const elsewhere = `${gateway.upstream(1).url}/v1/stolen?key=sk-upstream-1`
  for (const status of [301, 302, 303, 307, 308]) {
    gateway.proxy.cooldowns.clear()
    gateway.upstream(0).always(fixed(status, 'moved', ['Location', elsewhere]))
    gateway.upstream(1).always(fixed(status, 'moved', ['Location', elsewhere]))
    const reply = await gateway.post()
    expect([reply.status, reply.header('location')]).toEqual([502, undefined])
    expect(reply.body.toString()).not.toContain('sk-upstream-1')
  }
  const targets = [0, 1].flatMap((at) => gateway.upstream(at).requests.map(({ target }) => target))
  expect(new Set(targets)).toEqual(new Set(['/v1/messages']))
})
