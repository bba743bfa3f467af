import { expect, it } from 'vitest'
import { NOW, startWithLogs } from './support/start-with-logs.js'

const HOUR = 3_600_000

async function setUp(...entries: Parameters<typeof startWithLogs>) {
  const server = await startWithLogs(...entries)
  const ids = async (query: string) => {
    const { json } = await server.get(`/admin/logs?${query}`)
    return json.data.map(({ id }: { id: number }) => id)
  }
  return { ...server, ids }
}

it('shows an entry, in ccLoad’s seconds too', async () => {
  const { get } = await setUp({
    requestId: 'req_1',
    channelId: 3,
    channelName: 'main',
    firstEventMs: 250,
    durationMs: 1500,
    tokenName: 'team',
    clientIp: '192.0.2.1',
    sessionId: 's',
    costMicroUsd: 42,
  })
  expect((await get('/admin/logs')).json).toEqual({
    success: true,
    count: 1,
    page: { next_before_id: null },
    data: [
      {
        id: 1,
        time: '2027-01-15T07:59:59.000Z',
        request_id: 'req_1',
        attempt: 1,
        final: true,
        model: 'm',
        upstream_model: 'm',
        channel_id: 3,
        channel_name: 'main',
        key_id: 1,
        key_mask: '****',
        status_code: 200,
        outcome: 'relayed',
        cause: null,
        message: '',
        is_streaming: true,
        queue_ms: 0,
        connect_ms: 1,
        first_event_ms: 250,
        duration_ms: 1500,
        first_byte_time: 0.25,
        duration: 1.5,
        request_bytes: 1,
        response_bytes: 1,
        token_name: 'team',
        client_ip: '192.0.2.1',
        session_id: 's',
        agent_id: null,
        input_tokens: 1000,
        output_tokens: 1,
        cache_read_tokens: 0,
        cache_write_5m_tokens: 0,
        cache_write_1h_tokens: 0,
        web_searches: 0,
        cost_micro_usd: 42,
        plan: null,
      },
    ],
  })
})

it('lists newest first and narrows by whatever is asked for', async () => {
  const slow = { statusCode: 429, outcome: 'answer', message: 'Slow down' } as const
  const { ids } = await setUp(
    { time: NOW - 30 * HOUR },
    { model: 'other', ...slow },
    { channelId: 9, tokenName: 'team' },
    { requestId: 'req_2', sessionId: 's' },
    { statusCode: 500, outcome: 'answer', message: 'boom' },
    { statusCode: 499, outcome: 'aborted', message: 'the client left' },
    {},
  )
  const cases: [string, number[]][] = [
    ['', [7, 6, 5, 4, 3, 2]],
    ['hours=48', [7, 6, 5, 4, 3, 2, 1]],
    [`from=${NOW - 40 * HOUR}&to=${NOW - 20 * HOUR}`, [1]],
    [`from=${NOW - 40 * HOUR}`, [7, 6, 5, 4, 3, 2, 1]],
    ['model=other', [2]],
    ['channel_id=9', [3]],
    ['token=team', [3]],
    ['session=s', [4]],
    ['request_id=req_2', [4]],
    ['request_id=r1', [1]],
    ['status=ok', [7, 4, 3]],
    ['status=error', [6, 5, 2]],
    ['status=4xx', [6, 2]],
    ['status=5xx', [5]],
    ['status=429', [2]],
    ['status=0', []],
    ['q=SLOW', [2]],
    ['status=4xx&q=slow', [2]],
    ['limit=2', [7, 6]],
    ['limit=2&before_id=6', [5, 4]],
  ]
  for (const [query, expected] of cases)
    expect([query, await ids(query)]).toEqual([query, expected])
})

it('leads from page to page and says how many there are', async () => {
  const { get } = await setUp(...Array.from({ length: 5 }, () => ({})))
  const seen: number[] = []
  let next = ''
  for (let pages = 0; pages < 10; pages++) {
    const { json } = await get(`/admin/logs?limit=2${next}`)
    expect(json.count).toBe(5)
    seen.push(...json.data.map(({ id }: { id: number }) => id))
    if (json.page.next_before_id === null) break
    next = `&before_id=${json.page.next_before_id}`
  }
  expect(seen).toEqual([5, 4, 3, 2, 1])
})

it('answers to the name that ccLoad has for it', async () => {
  const { get } = await setUp({})
  expect((await get('/admin/errors')).text).toBe((await get('/admin/logs')).text)
})

it('shows one request with its attempts in their order', async () => {
  const { get } = await setUp(
    { requestId: 'x', attempt: 1, final: false, outcome: 'answer', statusCode: 529 },
    { requestId: 'y' },
    { requestId: 'x', attempt: 2, time: NOW },
  )
  const { json } = await get('/admin/logs/x')
  expect(json.data).toMatchObject({
    request_id: 'x',
    plan: null,
    attempts: [
      { attempt: 1, final: false, cause: 'overloaded' },
      { attempt: 2, final: true, cause: null },
    ],
  })
  expect((await get('/admin/logs/nothing')).status).toBe(404)
})

it('shows what a request waited for, and what its plan left out', async () => {
  const until = NOW + 60_000
  const leftOut = [
    { channelId: 2, reason: 'cooling', until },
    { channelId: 99, reason: 'full', until: null },
  ] as const
  const plan = { strategy: 'affinity', ready: 1, leftOut, more: 3 }
  const { get } = await setUp(
    { requestId: 'x', attempt: 1, final: false, plan, queueMs: 12, connectMs: null },
    { requestId: 'x', attempt: 2, plan, queueMs: 12, channelId: 1, connectMs: 34 },
  )
  const view = {
    strategy: 'affinity',
    ready: 1,
    left_out: [
      { channel_id: 2, reason: 'cooling', until: new Date(until).toISOString() },
      { channel_id: 99, reason: 'full', until: null },
    ],
    more: 3,
  }
  const { json } = await get('/admin/logs/x')
  expect(json.data.attempts).toMatchObject([
    { queue_ms: 12, connect_ms: null, plan: view },
    { queue_ms: 12, connect_ms: 34, plan: view },
  ])
  const rows = json.data.plan.map((row: Record<string, unknown>) => [
    row.channel_name,
    row.position,
    row.reason,
    row.until,
  ])
  expect(rows).toEqual([
    ['alpha', 1, 'ready', null],
    ['alpha', 2, 'ready', null],
    ['beta', null, 'cooling', new Date(until).toISOString()],
    ['#99', null, 'full', null],
  ])
  expect((await get('/admin/logs/export')).text).toContain('""left_out""')
  expect((await get('/admin/logs/export?format=ndjson')).text).toContain('"left_out":[{')
})

it.each([
  ['limit=1001', 'limit'],
  ['limit=0', 'limit'],
  ['hours=x', 'hours'],
  ['hours=1&hours=2', 'hours'],
  ['from=-1', 'from'],
  ['channel_id=1%20or%201=1', 'channel_id'],
  ['before_id=-1', 'before_id'],
  ['model=', 'model'],
  ['status=6xx', 'status'],
  ['status=fine', 'status'],
  ['q=', 'q'],
  ['offset=20', 'offset'],
  ['__proto__=1', '__proto__'],
])('refuses ?%s and names the parameter', async (query, field) => {
  const { get } = await setUp()
  const { status, json } = await get(`/admin/logs?${query}`)
  expect(status).toBe(400)
  expect(json.field).toBe(field)
})
