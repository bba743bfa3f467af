import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  answer,
  apiError,
  type Behaviour,
  closeBeforeHeaders,
  connectRaw,
  createFakeAnthropic,
  createGate,
  empty,
  errorEvent,
  errorInJson,
  type FakeAnthropic,
  fixed,
  hang,
  html,
  huge,
  rawBytes,
  rawRequest,
  redirect,
  resetBeforeHeaders,
  stall,
} from '../../src/testing.js'

const STREAM = { target: '/v1/messages', body: '{"model":"m","stream":true,"messages":[]}' }

let upstream: FakeAnthropic
beforeEach(async () => {
  upstream = await createFakeAnthropic()
})
afterEach(() => upstream.close())

const ask = (behaviour: Behaviour) => {
  upstream.next(behaviour)
  return rawRequest(upstream.url, STREAM)
}
const eventNames = (body: Buffer) =>
  [...body.toString().matchAll(/^event: (.+)$/gm)].map((m) => m[1])

describe('answers other than the API would give', () => {
  it('sends any status, headers and body', async () => {
    const response = await ask(apiError(529, 'overloaded_error', 'busy', ['Retry-After', '7']))
    expect([response.status, response.header('retry-after')]).toEqual([529, '7'])
    expect(response.json()).toMatchObject({ error: { type: 'overloaded_error', message: 'busy' } })
  })

  it('sends an error event first, or after content', async () => {
    expect(eventNames((await ask(errorEvent())).body)).toEqual(['error'])
    const late = eventNames((await ask(errorEvent('api_error', 3))).body)
    expect(late).toEqual(['message_start', 'content_block_start', 'content_block_delta', 'error'])
  })

  it('sends HTML, nothing, and an error under status 200', async () => {
    const page = await ask(html())
    expect([page.status, page.header('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    const nothing = await ask(empty())
    expect([nothing.status, nothing.body.length, nothing.ending]).toEqual([200, 0, 'complete'])
    const error = await ask(errorInJson('api_error'))
    expect([error.status, error.json()]).toMatchObject([200, { error: { type: 'api_error' } }])
  })

  it('redirects', async () => {
    const response = await ask(redirect('http://elsewhere.invalid/'))
    expect([response.status, response.header('location')]).toEqual([
      307,
      'http://elsewhere.invalid/',
    ])
  })

  it('sends 1xx answers and trailers', async () => {
    const response = await ask({
      ...answer(),
      informational: [{ status: 103, headers: ['Link', '</a>'] }],
      trailers: ['X-Sum', '1'],
    })
    expect(response.informational).toEqual([
      { firstLine: 'HTTP/1.1 103 Early Hints', headers: ['Link', '</a>'] },
    ])
    expect(response.trailers).toEqual(['X-Sum', '1'])
  })

  it('sends exactly the given bytes', async () => {
    const response = await ask(rawBytes(['HTTP/1.1 299 Odd\r\nA:b', '\r\n\r\nx\r']))
    expect(response).toMatchObject({ firstLine: 'HTTP/1.1 299 Odd', headers: ['A', 'b'] })
    expect([response.body.toString(), response.ending]).toEqual(['x\r', 'complete'])
  })
})

describe('encodings', () => {
  it('encodes, with or without saying so', async () => {
    const gzip = await ask({ ...answer(), encoding: 'gzip', encodingUndeclared: true })
    expect(gzip.header('content-encoding')).toBeUndefined()
    expect(eventNames(gunzipSync(gzip.body)).at(-1)).toBe('message_stop')
    const brotli = await ask({ ...answer(), encoding: 'br' })
    expect(brotli.header('content-encoding')).toBe('br')
    expect(eventNames(brotliDecompressSync(brotli.body)).at(-1)).toBe('message_stop')
  })
})

describe('broken connections', () => {
  it('resets or closes before the status line', async () => {
    await expect(ask(resetBeforeHeaders())).rejects.toMatchObject({ reset: true })
    await expect(ask(closeBeforeHeaders())).rejects.toMatchObject({ reset: false })
  })

  it('hangs until it is released', async () => {
    const gate = createGate()
    const response = ask(hang(gate))
    await gate.reached(1)
    expect((await upstream.request(0)).sentBytes).toBe(0)
    gate.release()
    expect((await response).status).toBe(200)
  })

  it('hangs until the client leaves', async () => {
    upstream.next(hang())
    const connection = await connectRaw(upstream.url)
    connection.send(STREAM)
    const request = await upstream.request(0)
    connection.end()
    await request.closed
    expect(request.sentBytes).toBe(0)
  })

  it('breaks off within an event', async () => {
    const response = await ask({ ...answer(), cutAt: { events: 2, bytes: 9 } })
    expect(response.ending).toBe('closed')
    expect(response.body.toString()).toMatch(/\n\nevent: co$/)
  })

  it('breaks off within a character', async () => {
    const response = await ask({ ...answer(), cutAt: 'in-character' })
    expect(response.ending).toBe('closed')
    expect(response.body.at(-1)).toBe(0xe4)
  })

  it('announces more than it sends', async () => {
    const response = await ask({
      ...fixed(200, 'short'),
      framing: { contentLength: 99 },
      ending: 'close',
    })
    expect([response.body.toString(), response.ending]).toEqual(['short', 'closed'])
  })

  it('resets after content', async () => {
    const gate = createGate()
    upstream.next({ ...answer(), beforeEnd: gate, cutAt: { events: 1 }, ending: 'reset' })
    const connection = await connectRaw(upstream.url)
    connection.send(STREAM)
    const response = await connection.answer()
    expect(await response.readEvent()).toMatch(/^event: message_start/)
    gate.release()
    expect(await response.readEvent()).toBeNull()
    expect(response.ending).toBe('reset')
  })

  it('refuses connections until it accepts them again', async () => {
    await upstream.refuse()
    await expect(connectRaw(upstream.url)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    await upstream.accept()
    expect((await rawRequest(upstream.url, STREAM)).status).toBe(200)
  })
})

describe('pace', () => {
  it('stalls after some events, with pings on demand', async () => {
    const pings = createGate()
    upstream.next(stall(1, pings))
    const connection = await connectRaw(upstream.url)
    connection.send(STREAM)
    const response = await connection.answer()
    expect(await response.readEvent()).toMatch(/^event: message_start/)
    pings.release()
    expect(await response.readEvent()).toMatch(/^event: ping/)
    await pings.reached(2)
    connection.reset()
  })

  it('does not close after the last event when told so', async () => {
    upstream.next({ ...answer(), ending: 'hang' })
    const connection = await connectRaw(upstream.url)
    connection.send(STREAM)
    const response = await connection.answer()
    let last = ''
    while (!last.includes('message_stop')) last = (await response.readEvent()) ?? 'message_stop'
    await (await upstream.request(0)).answered
    expect(response.ending).toBeUndefined()
    expect(upstream.openConnections).toBe(1)
    connection.reset()
  })

  it('drips byte by byte', async () => {
    const gate = createGate()
    upstream.next({ ...answer(), splitEvery: 1, beforeEach: gate })
    const connection = await connectRaw(upstream.url)
    connection.send(STREAM)
    const response = await connection.answer()
    for (const byte of 'eve') {
      gate.release()
      expect((await response.read())?.toString()).toBe(byte)
    }
    connection.reset()
  })

  it('splits the body where it is told', async () => {
    const plain = await ask(answer())
    const split = await ask({ ...answer(), splitAt: [1, 5, 700] })
    expect(split.body.toString()).toBe(plain.body.toString().replace('msg_A1', 'msg_A2'))
  })

  it('waits for a client that does not read', async () => {
    const total = 64 * 1024 * 1024
    upstream.next(huge(total))
    const connection = await connectRaw(upstream.url)
    connection.send(STREAM)
    const response = await connection.answer()
    const request = await upstream.request(0)
    await request.blocked
    expect(request.sentBytes).toBeLessThan(total)
    expect((await response.rest()).length).toBe(total)
    expect(await request.answered).toBe('complete')
    connection.reset()
  })
})
