import { createMemoryStore, type LogEntry } from '@ccload/core'
import { expect, it } from 'vitest'
import { createAdminClient } from './support/admin-client.js'
import { startServer } from './support/start-server.js'

const HOUR = 3_600_000
const NOW = 1_800_000_000_000

const ENTRY: LogEntry = {
  requestId: 'req_1',
  attempt: 1,
  time: NOW - 1000,
  model: 'claude-sonnet-4-5',
  upstreamModel: 'claude-sonnet-4-5',
  channelId: 3,
  channelName: 'main',
  keyId: 4,
  keyMask: 'sk-a****6789',
  statusCode: 200,
  message: '',
  streaming: true,
  firstEventMs: 250,
  durationMs: 1500,
  requestBytes: 100,
  responseBytes: 2000,
  tokenName: 'team',
  clientIp: '192.0.2.1',
  sessionId: 's',
  agentId: null,
  usage: {
    inputTokens: 1,
    outputTokens: 2,
    cacheReadTokens: 3,
    cacheWrite5mTokens: 4,
    cacheWrite1hTokens: 5,
  },
  costMicroUsd: 42,
}

async function setUp(...entries: Partial<LogEntry>[]) {
  const store = createMemoryStore()
  await store.logs.append(entries.map((entry) => ({ ...ENTRY, ...entry })))
  const { url } = await startServer({ store, now: () => NOW })
  const call = createAdminClient(url)
  const ids = async (query: string) => {
    const { json } = await call('GET', `/admin/logs?${query}`)
    return json.data.map(({ id }: { id: number }) => id)
  }
  return { call, ids }
}

it('shows an entry in ccLoad names, durations in seconds', async () => {
  const { call } = await setUp({})
  const { json } = await call('GET', '/admin/logs')
  expect(json).toEqual({
    success: true,
    count: 1,
    data: [
      {
        id: 1,
        time: '2027-01-15T07:59:59.000Z',
        request_id: 'req_1',
        attempt: 1,
        model: 'claude-sonnet-4-5',
        upstream_model: 'claude-sonnet-4-5',
        channel_id: 3,
        channel_name: 'main',
        key_id: 4,
        api_key: 'sk-a****6789',
        status_code: 200,
        message: '',
        duration: 1.5,
        is_streaming: true,
        first_byte_time: 0.25,
        request_bytes: 100,
        response_bytes: 2000,
        token_name: 'team',
        client_ip: '192.0.2.1',
        session_id: 's',
        agent_id: null,
        usage: {
          input_tokens: 1,
          output_tokens: 2,
          cache_read_tokens: 3,
          cache_write_5m_tokens: 4,
          cache_write_1h_tokens: 5,
        },
        cost_micro_usd: 42,
      },
    ],
  })
})

it('lists newest first, filtered, in pages', async () => {
  const { ids } = await setUp(
    { time: NOW - 30 * HOUR },
    { model: 'other' },
    { channelId: 9 },
    { requestId: 'req_2' },
    {},
  )
  expect(await ids('')).toEqual([5, 4, 3, 2])
  expect(await ids('hours=48')).toEqual([5, 4, 3, 2, 1])
  expect(await ids('model=other')).toEqual([2])
  expect(await ids('channel_id=9')).toEqual([3])
  expect(await ids('request_id=req_2')).toEqual([4])
  expect(await ids('limit=2')).toEqual([5, 4])
  expect(await ids('limit=2&before_id=4')).toEqual([3, 2])
})

it('answers to the name that ccLoad has for it', async () => {
  const { call } = await setUp({})
  expect((await call('GET', '/admin/errors')).text).toBe((await call('GET', '/admin/logs')).text)
})

it.each([
  ['limit=1001', 'limit'],
  ['limit=0', 'limit'],
  ['hours=x', 'hours'],
  ['hours=1&hours=2', 'hours'],
  ['channel_id=1%20or%201=1', 'channel_id'],
  ['before_id=-1', 'before_id'],
  ['model=', 'model'],
  ['offset=20', 'offset'],
  ['__proto__=1', '__proto__'],
])('refuses ?%s and names the parameter', async (query, field) => {
  const { call } = await setUp()
  const { status, json } = await call('GET', `/admin/logs?${query}`)
  expect(status).toBe(400)
  expect(json.field).toBe(field)
})
