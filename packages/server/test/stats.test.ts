import { describe, expect, it } from 'vitest'
import { NOW, startWithLogs } from './support/start-with-logs.js'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

const failed = { outcome: 'answer', statusCode: 529, usage: null, firstEventMs: null } as const

/** A request that two channels were tried for, two more that went well, and one long ago. */
function startFilled() {
  const beta = { channelId: 2, channelName: 'was called so' }
  return startWithLogs(
    { requestId: 'x', final: false, ...failed },
    { requestId: 'x', attempt: 2, ...beta, costMicroUsd: 30, firstEventMs: 900 },
    { model: 'n', tokenName: 'team', sessionId: 's', costMicroUsd: 12, firstEventMs: 250 },
    { tokenName: 'team', outcome: 'aborted', statusCode: 499, costMicroUsd: null },
    { time: NOW - 30 * HOUR, costMicroUsd: 1_000, ...beta },
  )
}

describe('/admin/stats', () => {
  it('has a row for each channel and model, with ccLoad’s fields', async () => {
    const { get } = await startFilled()
    const { json } = await get('/admin/stats')
    expect(json.count).toBe(3)
    expect(json.data.map(({ key }: { key: string }) => key)).toEqual(['1/m', '1/n', '2/m'])
    expect(json.data[0]).toEqual({
      key: '1/m',
      channel_id: 1,
      channel_name: 'alpha',
      model: 'm',
      success: 0,
      error: 2,
      total: 2,
      requests: 1,
      successes: 0,
      client_errors: 0,
      aborts: 1,
      failures: 0,
      attempts: 2,
      failed_attempts: 1,
      success_rate: 0,
      p50_first_event_ms: expect.any(Number),
      p95_first_event_ms: expect.any(Number),
      p99_first_event_ms: expect.any(Number),
      p50_duration_ms: null,
      p95_duration_ms: null,
      p99_duration_ms: null,
      input_tokens: 1000,
      output_tokens: 1,
      cache_read_tokens: 0,
      cache_write_tokens: 0,
      cache_hit_rate: 0,
      cost_micro_usd: 0,
      unpriced: 1,
    })
    expect(json.data[2]).toMatchObject({ channel_name: 'beta', success: 1, error: 0, total: 1 })
  })

  it.each([
    ['channel', ['1', '2'], { channel_id: 1, channel_name: 'alpha' }],
    ['model', ['m', 'n'], { model: 'm' }],
    ['token', ['team', ''], { token_name: 'team' }],
    [
      'session',
      ['s'],
      {
        session_id: 's',
        total: 1,
        p95_duration_ms: null,
        first_at: '2027-01-15T07:59:59.000Z',
        last_at: '2027-01-15T07:59:59.000Z',
      },
    ],
  ])('has a row for each %s', async (group, keys, first) => {
    const { get } = await startFilled()
    const { json } = await get(`/admin/stats?group=${group}`)
    expect(json.data.map(({ key }: { key: string }) => key)).toEqual(keys)
    expect(json.data[0]).toMatchObject(first)
  })

  it('judges a channel by its attempts, and a model by what became of its requests', async () => {
    const { get } = await startFilled()
    const rates = async (group: string) => {
      const { json } = await get(`/admin/stats?group=${group}`)
      return json.data.map((row: { success_rate: number }) => row.success_rate)
    }
    expect(await rates('channel')).toEqual([0.5, 1])
    expect(await rates('model')).toEqual([1, 1])
  })

  it('sorts and cuts as it is told', async () => {
    const { get } = await startFilled()
    const { json } = await get('/admin/stats?group=model&hours=48&sort=cost_micro_usd&limit=1')
    expect(json.data).toMatchObject([{ model: 'm', cost_micro_usd: 1_030 }])
  })

  it.each(['group=user', 'sort=name', 'limit=5000', 'hours=0', 'sort=__proto__'])(
    'refuses ?%s',
    async (query) => {
      const { get } = await startWithLogs()
      expect((await get(`/admin/stats?${query}`)).status).toBe(400)
    },
  )
})

describe('/admin/summary', () => {
  it('has the figures of the range and of the one before it', async () => {
    const { get } = await startFilled()
    const { json } = await get('/admin/summary')
    expect(json.data).toMatchObject({
      requests: 3,
      successes: 2,
      aborts: 1,
      failures: 0,
      attempts: 4,
      failed_attempts: 1,
      success_rate: 1,
      cost_micro_usd: 42,
      unpriced: 1,
      rpm_now: 0,
      active_channels: 2,
      active_models: 2,
      previous: { requests: 1, cost_micro_usd: 1_000 },
    })
  })

  it('is all zeros where there is nothing', async () => {
    const { get } = await startWithLogs()
    const { json } = await get('/admin/summary?hours=1')
    expect(json.data).toMatchObject({
      requests: 0,
      success_rate: null,
      p50_first_event_ms: null,
      cache_hit_rate: null,
      previous: { requests: 0 },
    })
  })
})

describe('/admin/metrics', () => {
  it('is a dense series, the current step last', async () => {
    const { get } = await startFilled()
    const { json } = await get('/admin/metrics?hours=1&bucket_min=15&group=none')
    const steps = json.data.map(({ ts, success, error }: Record<string, number>) => [
      ((ts ?? 0) - NOW) / MINUTE,
      success,
      error,
    ])
    expect(steps).toEqual([
      [-60, 0, 0],
      [-45, 0, 0],
      [-30, 0, 0],
      [-15, 2, 0],
      [0, 0, 0],
    ])
    expect(json.data[3]).toMatchObject({ requests: 3, cost_micro_usd: 42 })
    expect(json.data[3].p50_first_event_ms).toBeGreaterThan(0)
    expect(json.data[3]).not.toHaveProperty('groups')
  })

  it('tells channels apart, also in ccLoad’s shape, and unless told otherwise', async () => {
    const { get } = await startFilled()
    const { json } = await get('/admin/metrics?hours=24&bucket_min=60')
    const point = json.data.find(({ ts }: { ts: number }) => ts === NOW - HOUR)
    expect(point.channels).toEqual({
      alpha: { success: 1, error: 1 },
      beta: { success: 1, error: 0 },
    })
    expect(point.groups.alpha).toMatchObject({ requests: 2, attempts: 3, success_rate: 0.5 })
  })

  it.each([
    ['model', { m: 2, n: 1 }],
    ['token', { team: 2 }],
    ['outcome', { success: 2, client_error: 0, abort: 1, failure: 0 }],
  ])('tells apart by %s', async (group, expected) => {
    const { get } = await startFilled()
    const { json } = await get(`/admin/metrics?hours=2&bucket_min=60&group=${group}`)
    const { groups } = json.data.find(({ ts }: { ts: number }) => ts === NOW - HOUR)
    const requests = Object.entries(groups).map(([name, figures]) => [
      name,
      (figures as { requests: number }).requests,
    ])
    expect(Object.fromEntries(requests)).toEqual(expected)
  })

  it('has only the figures that are asked for, in groups too', async () => {
    const { get } = await startFilled()
    const path = '/admin/metrics?hours=2&bucket_min=60'
    const at = ({ ts }: { ts: number }) => ts === NOW - HOUR
    const chosen = async (group: string, fields: string) =>
      (await get(`${path}&group=${group}&fields=${fields}`)).json.data.find(at)
    expect(await chosen('model', 'cost_micro_usd')).toEqual({
      ts: NOW - HOUR,
      cost_micro_usd: 42,
      groups: { m: { cost_micro_usd: 30 }, n: { cost_micro_usd: 12 } },
    })
    expect(await chosen('none', 'requests,aborts')).toEqual({
      ts: NOW - HOUR,
      requests: 3,
      aborts: 1,
    })
    expect((await chosen('channel', 'success_rate')).groups.alpha).toEqual({ success_rate: 0.5 })
    const whole = (await get(`${path}&group=none`)).json.data.find(at)
    const latencies = await chosen('none', 'p50_first_event_ms,p95_duration_ms')
    expect(latencies).toEqual({
      ts: NOW - HOUR,
      p50_first_event_ms: whole.p50_first_event_ms,
      p95_duration_ms: whole.p95_duration_ms,
    })
    const refused = await get(`${path}&fields=requests,colour`)
    expect([refused.status, refused.json.field]).toEqual([400, 'fields[1]'])
  })

  it('refuses steps that would be too many', async () => {
    const { get } = await startWithLogs()
    const { status, json } = await get('/admin/metrics?hours=8784&bucket_min=1')
    expect([status, json.field]).toEqual([400, 'bucket_min'])
  })
})

it('/admin/health has an hour per cell for each channel, the current one last', async () => {
  const { get } = await startFilled()
  const { json } = await get('/admin/health?hours=3')
  expect(json.data).toEqual([
    {
      channel_id: 1,
      channel_name: 'alpha',
      cells: [
        { ts: NOW - 2 * HOUR, success: 0, error: 0 },
        { ts: NOW - HOUR, success: 1, error: 1 },
        { ts: NOW, success: 0, error: 0 },
      ],
    },
    { channel_id: 2, channel_name: 'beta', cells: expect.any(Array) },
  ])
  expect((await get('/admin/health')).json.data[0].cells).toHaveLength(24)
})

it('/admin/recent-errors counts the same together and shows the latest', async () => {
  const { get } = await startWithLogs(
    { ...failed, message: 'overloaded_error: first' },
    { ...failed, message: 'overloaded_error: last', time: NOW - 500, requestId: 'latest' },
    { ...failed, statusCode: 429, channelId: 9, channelName: 'gone' },
    { ...failed, time: NOW - 30 * HOUR },
    {},
  )
  const { json } = await get('/admin/recent-errors?hours=24')
  expect(json.data).toMatchObject([
    {
      cause: 'overloaded',
      outcome: 'answer',
      status_code: 529,
      channel_id: 1,
      channel_name: 'alpha',
      message: 'overloaded_error: last',
      request_id: 'latest',
      count: 2,
      last_at: '2027-01-15T07:59:59.500Z',
    },
    { cause: 'rate-limit', channel_id: 9, channel_name: 'gone', count: 1 },
  ])
})
