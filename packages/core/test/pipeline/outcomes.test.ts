import { expect, it } from 'vitest'
import { toMicroUsd } from '../../src/index.js'
import { apiError, hang, resetBeforeHeaders } from '../../src/testing.js'
import { type Gateway, startGateway } from './gateway.js'

/** What the log says of each attempt, in their order. */
async function recorded(gateway: Gateway) {
  await gateway.proxy.close()
  const entries = await gateway.store.logs.list({ limit: 10 })
  return entries.reverse().map(({ attempt, final, outcome, statusCode }) => ({
    attempt,
    final,
    outcome,
    statusCode,
  }))
}

it('marks the attempt that a request ended with', async () => {
  const gateway = await startGateway({ channels: [{ priority: 2 }, { priority: 1 }, {}] })
  gateway.upstream(0).next(resetBeforeHeaders())
  gateway.upstream(1).next(apiError(529, 'overloaded_error'))
  await gateway.post()
  expect(await recorded(gateway)).toEqual([
    { attempt: 1, final: false, outcome: 'network', statusCode: 0 },
    { attempt: 2, final: false, outcome: 'answer', statusCode: 529 },
    { attempt: 3, final: true, outcome: 'relayed', statusCode: 200 },
  ])
})

it('marks the last one where all have failed', async () => {
  const gateway = await startGateway({ channels: [{ priority: 1 }, {}] })
  gateway.upstream(0).next(apiError(429, 'rate_limit_error'))
  gateway.upstream(1).next(apiError(500, 'api_error'))
  expect((await gateway.post()).status).toBe(429)
  expect(await recorded(gateway)).toMatchObject([
    { attempt: 1, final: false, outcome: 'answer', statusCode: 429 },
    { attempt: 2, final: true, outcome: 'answer', statusCode: 500 },
  ])
})

it('tells a refused request from a failed channel', async () => {
  const gateway = await startGateway({ channels: [{ priority: 1 }, {}] })
  gateway.upstream(0).next(apiError(400, 'invalid_request_error'))
  await gateway.post()
  expect(await recorded(gateway)).toEqual([
    { attempt: 1, final: true, outcome: 'rejected', statusCode: 400 },
  ])
})

it('records a request that no channel was tried for', async () => {
  const gateway = await startGateway({ selector: () => [] })
  await gateway.post()
  expect(await recorded(gateway)).toEqual([
    { attempt: 1, final: true, outcome: 'no-candidate', statusCode: 503 },
  ])
})

it('tells a client that left from one whose time was up', async () => {
  const gateway = await startGateway({ settings: { requestTimeoutMs: 5_000 } })
  gateway.upstream(0).next(hang())
  const asked = gateway.post()
  await gateway.upstream(0).request(0)
  gateway.clock.advance(5_000)
  expect((await asked).status).toBe(504)
  expect(await recorded(gateway)).toEqual([
    { attempt: 1, final: true, outcome: 'timed-out', statusCode: 504 },
  ])
})

it('charges what the channel charges', async () => {
  const rates = { input: 3, output: 15, cacheRead: 1, cacheWrite5m: 4, cacheWrite1h: 6 }
  const price = { ...rates, webSearch: null }
  const prices = {
    price: () => ({
      ...price,
      ...Object.fromEntries(Object.entries(rates).map(([name, usd]) => [name, toMicroUsd(usd)])),
    }),
  }
  const cost = async (costMultiplier: number) => {
    const gateway = await startGateway({ prices, channels: [{ costMultiplier }] })
    await gateway.post()
    await gateway.proxy.close()
    return (await gateway.store.logs.list({ limit: 1 }))[0]?.costMicroUsd ?? 0
  }
  const full = await cost(1)
  expect(full).toBeGreaterThan(0)
  expect(await cost(0.5)).toBe(Math.round(full / 2))
})
