import { createMemoryStore } from '@ccload/core'
import { answer, apiError, createFakeAnthropic, createGate } from '@ccload/core/testing'
import { expect, it, onTestFinished } from 'vitest'
import { createAdminClient } from './support/admin-client.js'
import { PASSWORD, startServer } from './support/start-server.js'

/** A server with one channel before an upstream, and ways to use it. */
async function setUp() {
  const upstream = await createFakeAnthropic()
  onTestFinished(() => upstream.close())
  const store = createMemoryStore({
    channels: [{ name: 'alpha', url: upstream.url, keys: [{ secret: 'sk-up' }], models: ['m'] }],
  })
  const { url, server } = await startServer({ store })
  const ask = (stream = false) =>
    fetch(`${url}/v1/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-claude-code-session-id': 's-1' },
      body: JSON.stringify({ model: 'm', max_tokens: 8, stream, messages: [] }),
    })
  return { url, server, upstream, ask, call: createAdminClient(url) }
}

interface ReceivedEvent {
  readonly id: string
  readonly type: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into events freely.
  readonly data: any
}

/** Reads server-sent events as they come. */
async function follow(url: string, lastEventId?: string) {
  const left = new AbortController()
  onTestFinished(() => left.abort())
  const response = await fetch(`${url}/admin/events`, {
    signal: left.signal,
    headers: {
      authorization: `Bearer ${PASSWORD}`,
      ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
    },
  })
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  const reader = (response.body ?? new ReadableStream())
    .pipeThrough(new TextDecoderStream())
    .getReader()
  let text = ''

  async function next(): Promise<ReceivedEvent | undefined> {
    for (let end = text.indexOf('\n\n'); ; end = text.indexOf('\n\n')) {
      if (end >= 0) {
        const block = text.slice(0, end)
        text = text.slice(end + 2)
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1]
        const data = field('data')
        if (data === undefined) continue
        return { id: field('id') ?? '', type: field('event') ?? '', data: JSON.parse(data) }
      }
      const { value, done } = await reader.read()
      if (done) return undefined
      text += value
    }
  }

  /** The next event of a type; of others in between nothing is kept. */
  async function nextOf(type: string, phase?: string): Promise<ReceivedEvent> {
    for (let event = await next(); event !== undefined; event = await next()) {
      if (event.type === type && (phase === undefined || event.data.phase === phase)) return event
    }
    throw new Error(`The stream has ended without ${type}`)
  }
  return { next, nextOf, leave: () => left.abort() }
}

it('lists the requests that are being served, and how they stand', async () => {
  const { upstream, ask, call } = await setUp()
  const beforeEach = createGate()
  upstream.next(answer({ beforeEach }))
  const asked = ask(true)
  await upstream.request(0)
  const waiting = await call('GET', '/admin/requests')
  expect(waiting.json.data).toMatchObject([
    {
      request_id: expect.stringMatching(/^req_/),
      model: 'm',
      is_streaming: true,
      channel_name: 'alpha',
      state: 'waiting',
      attempt: 1,
      session_id: 's-1',
      token_name: null,
    },
  ])
  beforeEach.release(2)
  const response = await asked
  const streaming = await call('GET', '/admin/requests')
  expect(streaming.json.data[0].state).toBe('streaming')
  expect(streaming.json.data[0].response_bytes).toBeGreaterThan(0)
  beforeEach.open()
  await response.text()
  expect((await call('GET', '/admin/requests')).json.data).toEqual([])
})

it('tells of a request from its start to its row in the log', async () => {
  const { url, ask } = await setUp()
  const events = await follow(url)
  expect((await events.next())?.type).toBe('counters')
  await (await ask(true)).text()
  const start = await events.nextOf('request', 'start')
  expect(start.data).toMatchObject({ model: 'm', is_streaming: true, session_id: 's-1' })
  const attempt = await events.nextOf('request', 'attempt')
  expect(attempt.data).toMatchObject({ attempt: 1, channel_id: 1, channel_name: 'alpha' })
  expect((await events.nextOf('request', 'commit')).data).toMatchObject({ status_code: 200 })
  const end = await events.nextOf('request', 'end')
  expect(end.data).toMatchObject({ outcome: 'relayed', status_code: 200, attempts: 1 })
  const { request_id } = start.data
  expect([attempt.data.request_id, end.data.request_id]).toEqual([request_id, request_id])
  const row = await events.nextOf('log')
  expect(row.data).toMatchObject({ id: 1, request_id, channel_name: 'alpha', final: true })
})

it('tells of cooldowns and of changed channels', async () => {
  const { url, upstream, ask, call } = await setUp()
  const events = await follow(url)
  upstream.next(apiError(401, 'authentication_error'))
  await (await ask()).text()
  expect((await events.nextOf('cooldown')).data).toMatchObject({
    phase: 'set',
    scope: 'key',
    channel_id: 1,
    cause: 'credential',
    until: expect.any(String),
  })
  await call('DELETE', '/admin/cooldowns')
  expect((await events.nextOf('cooldown')).data).toMatchObject({ phase: 'cleared', channel_id: 1 })
  await call('PATCH', '/admin/channels/1', { priority: 3 })
  expect((await events.nextOf('channels')).data).toEqual({})
})

it('goes on where a reader was cut off, and says so when it cannot', async () => {
  const { url, ask } = await setUp()
  const first = await follow(url)
  await first.next()
  await (await ask()).text()
  const { id, data } = await first.nextOf('request', 'start')
  first.leave()
  const second = await follow(url, id)
  const end = await second.nextOf('request', 'end')
  expect(end.data.request_id).toBe(data.request_id)
  const third = await follow(url, 'x-7')
  expect((await third.next())?.type).toBe('reset')
})

it('does not keep the server from stopping', async () => {
  const { url, server } = await setUp()
  const events = await follow(url)
  await events.next()
  await server.close({ drainMs: 60_000 })
  expect(await events.next()).toBeUndefined()
})
