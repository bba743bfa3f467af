import { expect, it, vi } from 'vitest'
import { createClient } from './support/admin-client.js'
import { startServer } from './support/start-server.js'
import { NOW, startWithLogs } from './support/start-with-logs.js'

async function setUp(isPublic: boolean) {
  const { store } = await startWithLogs(
    { model: 'n' },
    { outcome: 'answer', statusCode: 500, channelId: 2 },
    { time: NOW - 30 * 3_600_000, channelId: 3 },
  )
  const totals = vi.fn(store.stats.totals)
  const settings = { publicSummary: isPublic }
  const counted = { ...store, stats: { ...store.stats, totals } }
  const { url } = await startServer({ store: counted, settings, now: () => NOW })
  // The start looks up what channels have cost today.
  totals.mockClear()
  return { call: createClient(url), totals }
}

it('is not there unless it is switched on', async () => {
  const { call, totals } = await setUp(false)
  const { status, json } = await call('GET', '/public/summary')
  expect([status, json.code]).toEqual([404, 'not_found'])
  expect(totals).not.toHaveBeenCalled()
})

it('shows ccLoad’s totals to everybody, and nothing else', async () => {
  const { call } = await setUp(true)
  expect((await call('GET', '/public/summary')).json).toEqual({
    success: true,
    data: {
      total_requests: 2,
      success_requests: 1,
      error_requests: 1,
      active_channels: 2,
      active_models: 2,
      hours: 24,
    },
  })
  expect((await call('GET', '/public/summary?hours=48')).json.data.total_requests).toBe(3)
})

it('asks the store once in a while, however often it is asked', async () => {
  const { call, totals } = await setUp(true)
  await call('GET', '/public/summary')
  const { length } = totals.mock.calls
  await Promise.all([1, 2, 3].map(() => call('GET', '/public/summary')))
  expect(totals.mock.calls).toHaveLength(length)
})

it.each(['hours=0', 'hours=100000', 'x=1'])('refuses ?%s', async (query) => {
  const { call } = await setUp(true)
  expect((await call('GET', `/public/summary?${query}`)).status).toBe(400)
})
