import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  answer,
  connectRaw,
  createFakeAnthropic,
  createGate,
  type FakeAnthropic,
  rawRequest,
} from '../../src/testing.js'

const MESSAGE = '{"model":"claude-sonnet-4-5","max_tokens":64,"messages":[]}'
const STREAM = '{"model":"claude-sonnet-4-5","max_tokens":64,"stream":true,"messages":[]}'
const post = (body: string) => ({ target: '/v1/messages', body })

let upstream: FakeAnthropic
beforeEach(async () => {
  upstream = await createFakeAnthropic({ name: 'alpha', models: ['claude-a', 'claude-b'] })
})
afterEach(() => upstream.close())

describe('the faithful answer', () => {
  it('answers a message with usage, cache fields and its own name', async () => {
    const response = await rawRequest(upstream.url, post(MESSAGE))
    expect(response.status).toBe(200)
    expect(response.header('request-id')).toBe('req_fake1')
    expect(response.json()).toMatchObject({
      type: 'message',
      role: 'assistant',
      model: 'claude-sonnet-4-5',
      content: [{ type: 'text', text: 'Hello from alpha: 你好 ✓.' }],
      stop_reason: 'end_turn',
      usage: {
        input_tokens: 25,
        output_tokens: 42,
        cache_creation: { ephemeral_5m_input_tokens: 310, ephemeral_1h_input_tokens: 230 },
      },
    })
  })

  it('streams the events of the API in their order', async () => {
    const response = await rawRequest(upstream.url, post(STREAM))
    expect(response.header('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(response.ending).toBe('complete')
    const names = [...response.body.toString().matchAll(/^event: (.+)$/gm)].map((m) => m[1])
    expect(names).toEqual([
      'message_start',
      'content_block_start',
      ...new Array(3).fill('content_block_delta'),
      'content_block_stop',
      'ping',
      'message_delta',
      'message_stop',
    ])
  })

  it('lists models, counts tokens and refuses what it does not know', async () => {
    const connection = await connectRaw(upstream.url)
    const models = await connection.exchange({ target: '/v1/models?limit=1000' })
    expect(models.json()).toMatchObject({ first_id: 'claude-a', last_id: 'claude-b' })
    const model = await connection.exchange({ target: '/v1/models/claude-b' })
    expect(model.json()).toMatchObject({ type: 'model', id: 'claude-b' })
    const count = await connection.exchange({ target: '/v1/messages/count_tokens', body: MESSAGE })
    expect(count.json()).toEqual({ input_tokens: 2265 })
    const unknown = await connection.exchange({ target: '/v1/nothing', body: '{}' })
    expect(unknown.status).toBe(404)
    expect(unknown.json()).toMatchObject({ type: 'error', error: { type: 'not_found_error' } })
    connection.reset()
    expect(upstream.connections).toBe(1)
  })

  it('refuses a wrong key when it was given the right ones', async () => {
    const strict = await createFakeAnthropic({ keys: ['right'] })
    const wrong = await rawRequest(strict.url, { ...post(MESSAGE), headers: ['x-api-key', 'no'] })
    const right = await rawRequest(strict.url, {
      ...post(MESSAGE),
      headers: ['Authorization', 'Bearer right'],
    })
    expect([wrong.status, right.status]).toEqual([401, 200])
    await strict.close()
  })
})

describe('the recording', () => {
  it('keeps request line, header lines and body as they came', async () => {
    const body = Buffer.from([0x7b, 0x00, 0xff, 0x7d])
    await rawRequest(upstream.url, {
      method: 'POST',
      target: '/v1/messages?beta=true&x=%2F',
      headers: ['X-Odd-CASE', 'one', 'x-odd-case', 'two', 'Anthropic-Beta', 'a,b'],
      body,
    })
    const request = await upstream.request(0)
    expect(request.requestLine).toBe('POST /v1/messages?beta=true&x=%2F HTTP/1.1')
    expect(request.headers).toEqual([
      'Host',
      new URL(upstream.url).host,
      'X-Odd-CASE',
      'one',
      'x-odd-case',
      'two',
      'Anthropic-Beta',
      'a,b',
      'Content-Length',
      '4',
    ])
    expect(request.body).toEqual(body)
  })

  it('reads a chunked body and answers Expect: 100-continue', async () => {
    const connection = await connectRaw(upstream.url)
    connection.write(
      'POST /v1/messages HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n' +
        'Transfer-Encoding: chunked\r\n\r\n',
    )
    connection.write('3;ext=1\r\n{"m\r\n6\r\nodel":\r\n6\r\n"a-b"}\r\n0\r\n\r\n')
    const response = await connection.answer()
    expect(response.informational.map((head) => head.firstLine)).toEqual(['HTTP/1.1 100 Continue'])
    expect((await upstream.request(0)).body.toString()).toBe('{"model":"a-b"}')
    connection.reset()
  })

  it('tells when the client has closed', async () => {
    upstream.next(answer({ beforeEach: createGate() }))
    const connection = await connectRaw(upstream.url)
    connection.send(post(STREAM))
    const request = await upstream.request(0)
    connection.reset()
    await request.closed
    expect(await request.answered).toBe('cut')
    expect(upstream.openConnections).toBe(0)
  })
})

describe('step mode', () => {
  it('sends each event only when the gate lets it', async () => {
    const gate = createGate()
    upstream.next(answer({ beforeEach: gate }))
    const connection = await connectRaw(upstream.url)
    connection.send(post(STREAM))
    const response = await connection.answer()
    const sent = (await upstream.request(0)).sentBytes
    await gate.reached(1)
    expect((await upstream.request(0)).sentBytes).toBe(sent)
    gate.release()
    expect(await response.readEvent()).toMatch(/^event: message_start\n/)
    await gate.reached(2)
    gate.release()
    expect(await response.readEvent()).toMatch(/^event: content_block_start\n/)
    gate.open()
    await response.rest()
    expect(response.ending).toBe('complete')
    connection.reset()
  })

  it('flushes each event of an encoded stream', async () => {
    const gate = createGate()
    upstream.next(answer({ beforeEach: gate, encoding: 'gzip' }))
    const connection = await connectRaw(upstream.url)
    connection.send(post(STREAM))
    const response = await connection.answer()
    expect(response.header('content-encoding')).toBe('gzip')
    gate.release()
    const first = (await response.read()) ?? Buffer.alloc(0)
    expect(gunzipSync(first, { finishFlush: 2 }).toString()).toMatch(/^event: message_start\n/)
    gate.open()
    const all = Buffer.concat([first, await response.rest()])
    expect(gunzipSync(all).toString()).toMatch(/message_stop"}\n\n$/)
    connection.reset()
  })
})
