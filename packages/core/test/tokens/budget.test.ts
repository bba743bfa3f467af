import { describe, expect, it } from 'vitest'
import {
  answer,
  apiError,
  connectRaw,
  createGate,
  fixed,
  type RawResponse,
} from '../../src/testing.js'
import { message } from '../pipeline/gateway.js'
import { COST, CREDENTIAL, startWithToken } from './token-gateway.js'

const UNIFIED = 'anthropic-ratelimit-unified-'
const DAY_MS = 86_400_000

/** All unified headers of an answer, by what follows their common beginning. */
function unified({ headers }: RawResponse): Record<string, string | undefined> {
  const found: Record<string, string | undefined> = {}
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] ?? ''
    if (name.startsWith(UNIFIED)) found[name.slice(UNIFIED.length)] = headers[at + 1]
  }
  return found
}

describe('a used-up budget', () => {
  it('is told as the contract has it: what, until when, and not to try again', async () => {
    const { gateway, post } = await startWithToken({ limits: { dailyCostMicroUsd: COST } })
    expect((await post()).status).toBe(200)
    const refusal = await post()
    const now = gateway.clock.now()
    const midnight = now - (now % DAY_MS) + DAY_MS
    expect(refusal.status).toBe(429)
    expect(refusal.header('x-should-retry')).toBe('false')
    expect(refusal.header('retry-after')).toBe(String(Math.ceil((midnight - now) / 1000)))
    expect(unified(refusal)).toEqual({
      status: 'rejected',
      reset: String(midnight / 1000),
      'overage-disabled-reason': 'org_spend_cap_reached',
      'overage-period': 'daily',
      'overage-reset': String(midnight / 1000),
      'overage-utilization': '1',
      'overage-surpassed-threshold': '1',
    })
    const day = new Date(midnight).toISOString().slice(0, 10)
    expect(refusal.json()).toEqual({
      type: 'error',
      error: {
        type: 'billing_error',
        message: `The daily budget of this token is used up and resets at ${day} 00:00 UTC.`,
      },
      request_id: refusal.header('request-id'),
    })
    expect(gateway.upstream(0).requests).toHaveLength(1)
    gateway.clock.advance(midnight - now)
    expect((await post()).status).toBe(200)
  })

  it('of a month lasts until the month is over', async () => {
    const { gateway, post } = await startWithToken({ limits: { monthlyCostMicroUsd: COST } })
    expect((await post()).status).toBe(200)
    gateway.clock.advance(DAY_MS)
    const refusal = await post()
    expect(refusal.json()).toMatchObject({
      error: { type: 'billing_error', message: expect.stringMatching(/^The monthly .*-01 00:00/) },
    })
    gateway.clock.advance(Number(refusal.header('retry-after')) * 1000)
    expect((await post()).status).toBe(200)
  })

  it('still lets tokens be counted', async () => {
    const { post } = await startWithToken({ limits: { dailyCostMicroUsd: COST } })
    await post()
    expect((await post()).status).toBe(429)
    const count = await post(message(), '/v1/messages/count_tokens')
    expect(count.status).toBe(200)
    expect(unified(count).status).toBe('allowed_warning')
  })

  it('is known after a restart, whatever has become of the log', async () => {
    const { gateway, post } = await startWithToken({ limits: { dailyCostMicroUsd: COST } })
    await post()
    await gateway.proxy.close()
    await gateway.store.upkeep.removeLogs(Number.MAX_SAFE_INTEGER, 1_000)
    const { store, clock } = gateway
    await store.tokens.update(1, { name: 'renamed' })
    const restarted = await startWithToken({ name: 'another', digest: 'another' }, { store, clock })
    expect((await restarted.post()).status).toBe(429)
  })

  it('counts what was used until the client left', async () => {
    const { gateway, post, token } = await startWithToken({ limits: { dailyCostMicroUsd: COST } })
    const beforeEach = createGate()
    gateway.upstream(0).next(answer({ beforeEach }))
    const connection = await connectRaw(gateway.url)
    const body = JSON.stringify(message({ stream: true }))
    connection.send({ method: 'POST', target: '/v1/messages', headers: CREDENTIAL, body })
    beforeEach.release(2)
    await (await connection.answer()).readEvent()
    connection.reset()
    await (await gateway.upstream(0).request(0)).closed
    await gateway.proxy.logs.flush()
    expect(gateway.proxy.tokens.state(token.id)).toMatchObject({
      requestsToday: 1,
      costTodayMicroUsd: COST,
      inFlight: 0,
    })
    expect((await post()).status).toBe(429)
  })
})

describe('below the cap a success tells how the budget stands', () => {
  const headers = [
    `${UNIFIED}status`,
    'rejected',
    `${UNIFIED}5h-utilization`,
    '0.97',
    'x-kept',
    '1',
  ]
  const succeed = fixed(200, '{"type":"message"}', headers)

  it.each([
    ['nothing is spent', 0, 1, 'allowed', '0.00', undefined],
    ['some is spent', 2, 690, 'allowed', '0.28', undefined],
    ['less than three quarters are spent', 3, 401, 'allowed', '0.74', undefined],
    ['three quarters are spent', 3, 400, 'allowed_warning', '0.75', '0.75'],
    ['next to nothing is left', 3, 301, 'allowed_warning', '0.99', '0.95'],
  ])('where %s', async (_, requests, dailyCostMicroUsd, status, utilization, threshold) => {
    const limits = { dailyCostMicroUsd }
    const { gateway, post } = await startWithToken({ limits })
    for (let at = 0; at < requests; at += 1) await post()
    gateway.upstream(0).next(succeed)
    const reply = await post()
    expect(reply.status).toBe(200)
    expect(reply.header('x-kept')).toBe('1')
    const now = gateway.clock.now()
    const reset = String((now - (now % DAY_MS) + DAY_MS) / 1000)
    expect(unified(reply)).toEqual({
      status,
      reset,
      'representative-claim': 'overage',
      'overage-status': status,
      'overage-utilization': utilization,
      'overage-reset': reset,
      ...(threshold && { 'overage-surpassed-threshold': threshold }),
    })
  })

  it('and an upstream’s refusal passes as it is', async () => {
    const { gateway, post } = await startWithToken({ limits: { dailyCostMicroUsd: COST } })
    gateway.upstream(0).next(apiError(400, 'invalid_request_error', 'no', headers))
    const reply = await post()
    expect([reply.status, unified(reply)]).toEqual([
      400,
      { status: 'rejected', '5h-utilization': '0.97' },
    ])
  })

  it('and a token without a budget gets the upstream’s own', async () => {
    const { gateway, post } = await startWithToken({ limits: { concurrent: 5 } })
    gateway.upstream(0).next(succeed)
    expect(unified(await post())).toEqual({ status: 'rejected', '5h-utilization': '0.97' })
  })
})
