import { answer, apiError, createFakeAnthropic, createGate } from '@ccload/core/testing'
import { expect, it, onTestFinished } from 'vitest'
import { channelTestEvents } from '../src/admin/channel-test-view.js'
import { createAdminClient } from './support/admin-client.js'
import { PASSWORD, startServer } from './support/start-server.js'

const KEY = 'sk-ant-first-0123456789'

/** The events before the first text: `message_start` and `content_block_start`. */
const OPENING = 2

async function setUp() {
  const upstream = await createFakeAnthropic({ name: 'A' })
  onTestFinished(() => upstream.close())
  const { url } = await startServer()
  const call = createAdminClient(url)
  const channel = { name: 'main', url: upstream.url, api_key: KEY, models: ['m1'] }
  await call('POST', '/admin/channels', channel)
  return { upstream, call, test: (body?: object) => follow(`${url}/admin/channels/1/test`, body) }
}

/** Starts a test, and reads its events as they come; each has the form that the API describes. */
async function follow(url: string, body: object = {}) {
  const left = new AbortController()
  onTestFinished(() => left.abort())
  const response = await fetch(url, {
    method: 'POST',
    signal: left.signal,
    headers: {
      authorization: `Bearer ${PASSWORD}`,
      'content-type': 'application/json',
      accept: 'text/event-stream',
    },
    body: JSON.stringify(body),
  })
  const reader = (response.body ?? new ReadableStream())
    .pipeThrough(new TextDecoderStream())
    .getReader()
  let text = ''
  const next = async () => {
    while (!text.includes('\n\n')) {
      const { value, done } = await reader.read()
      if (done) return undefined
      text += value
    }
    const [, event, data = ''] = /^event: (.*)\ndata: (.*)\n\n/.exec(text) ?? []
    text = text.slice(text.indexOf('\n\n') + 2)
    return channelTestEvents.parse({ event, data: JSON.parse(data) })
  }
  const rest = async () => {
    const events = []
    for (let event = await next(); event; event = await next()) events.push(event)
    return events
  }
  return { response, next, rest, leave: () => left.abort() }
}

it('tells of the answer while it is still being made', async () => {
  const { upstream, test } = await setUp()
  const gate = createGate()
  const content = [{ type: 'text', text: 'One two three four.' }] as const
  upstream.next({ ...answer({ content }), beforeEach: gate })
  gate.release(OPENING + 1)
  const { response, next, rest } = await test()
  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/)
  expect(await next()).toMatchObject({ event: 'head', data: { status_code: 200 } })
  // 'One two ' is the first piece, and the upstream waits before the second.
  expect(await next()).toEqual({ event: 'delta', data: { text: 'One two ' } })
  gate.open()
  const events = await rest()
  const said = events.map((event) => (event.event === 'delta' ? event.data.text : '')).join('')
  expect(`One two ${said}`).toBe('One two three ')
  expect(events.at(-1)).toMatchObject({
    event: 'result',
    data: {
      success: true,
      response_text: 'One two three four.',
      attempts: [{ status_code: 200, output_tokens: expect.any(Number) }],
    },
  })
})

it('breaks the answer off when the reader leaves', async () => {
  const { upstream, test } = await setUp()
  const gate = createGate()
  upstream.next({ ...answer(), beforeEach: gate })
  gate.release(OPENING + 1)
  const { next, leave } = await test()
  await next()
  leave()
  expect(await (await upstream.request(0)).answered).toBe('cut')
})

it('breaks off also before there is an answer', async () => {
  const { upstream, test } = await setUp()
  upstream.next({ ...answer(), beforeHead: createGate() })
  const { leave } = await test()
  const request = await upstream.request(0)
  leave()
  expect(await request.answered).toBe('cut')
})

it('lets no secret out piece by piece', async () => {
  const { upstream, test } = await setUp()
  const text = `Your key is ${KEY}, 钥匙是${KEY}。`
  upstream.next(answer({ content: [{ type: 'text', text }] }))
  const events = await (await test()).rest()
  const said = events.map((event) => (event.event === 'delta' ? event.data.text : '')).join('')
  expect(said).toMatch(/^Your key is \*+, 钥匙是\*+。$/)
  expect(JSON.stringify(events)).not.toContain(KEY.slice(-10))
})

it('tells what went wrong as the result', async () => {
  const { upstream, test } = await setUp()
  upstream.next(apiError(400, 'invalid_request_error', 'no such thing'))
  const events = await (await test()).rest()
  expect(events).toMatchObject([
    { event: 'head', data: { status_code: 400 } },
    { event: 'result', data: { success: false, error: 'no such thing' } },
  ])
})

it('refuses what it cannot test as any other route does', async () => {
  const { response } = await (await setUp()).test({ key_id: 999 })
  expect(response.status).toBe(400)
  expect(response.headers.get('content-type')).toMatch(/^application\/json/)
})

it('describes the events', async () => {
  const { call } = await setUp()
  const { json } = await call('GET', '/admin/openapi.json')
  const { content } = json.paths['/admin/channels/{id}/test'].post.responses['200']
  expect(Object.keys(content)).toEqual(['application/json', 'text/event-stream'])
  expect(JSON.stringify(content['text/event-stream'])).toContain('"const":"delta"')
})
