import { expect, it } from 'vitest'
import {
  answer,
  apiError,
  type BehaviourChoice,
  closeBeforeHeaders,
  connectRaw,
  createGate,
  empty,
  errorEvent,
  hang,
  html,
  resetBeforeHeaders,
} from '../../src/testing.js'
import { message } from '../pipeline/gateway.js'
import { COST, CREDENTIAL, startWithToken } from './token-gateway.js'

const BEHAVIOURS: readonly BehaviourChoice[] = [
  answer(),
  answer({ encoding: 'gzip' }),
  answer({ cutAt: { events: 3 }, ending: 'reset' }),
  apiError(529, 'overloaded_error'),
  apiError(400, 'invalid_request_error'),
  apiError(429, 'rate_limit_error'),
  errorEvent('overloaded_error'),
  errorEvent('overloaded_error', 3),
  resetBeforeHeaders(),
  closeBeforeHeaders(),
  html(),
  empty(),
]

it('after any mix of outcomes no request of a token counts as under way', async () => {
  const { gateway, token, post } = await startWithToken(
    { limits: { dailyCostMicroUsd: 1_000 * COST } },
    { channels: [{}, {}] },
  )
  const state = () => gateway.proxy.tokens.state(token.id)
  for (const stream of [true, false]) {
    for (const behaviour of BEHAVIOURS) gateway.upstream(0).next(behaviour)
    for (const behaviour of [...BEHAVIOURS].reverse()) gateway.upstream(1).next(behaviour)
    await Promise.all(BEHAVIOURS.map(() => post(message({ stream }))))
    gateway.proxy.cooldowns.clear()
  }

  const heard = (name: 'attempt-started' | 'request-ended') =>
    new Promise<unknown>((resolve) => {
      const stop = gateway.proxy.on(name, () => resolve(stop()))
    })
  for (const upstream of gateway.upstreams) {
    upstream.reset()
    upstream.always(hang())
  }
  const started = heard('attempt-started')
  const ended = heard('request-ended')
  const connection = await connectRaw(gateway.url)
  const body = JSON.stringify(message())
  connection.send({ method: 'POST', target: '/v1/messages', headers: CREDENTIAL, body })
  await started
  expect(state().inFlight).toBe(1)
  connection.reset()
  await ended
  await new Promise((resolve) => setImmediate(resolve))

  expect(state().inFlight).toBe(0)
  await gateway.proxy.close()
  const logged = await gateway.store.logs.list({ limit: 1_000 })
  const cost = logged.reduce((sum, entry) => sum + (entry.costMicroUsd ?? 0), 0)
  expect(cost).toBeGreaterThan(0)
  expect(state().costTodayMicroUsd).toBe(cost)
  expect(state().requestsToday).toBe(logged.filter(({ final }) => final).length)
  expect(await gateway.store.tokens.usage.sums(0, 0)).toMatchObject([{ costTodayMicroUsd: cost }])
})

it('a request that its body ends early leaves no trace', async () => {
  const { gateway, token } = await startWithToken({ limits: { concurrent: 1 } })
  const gate = createGate()
  gateway.upstream(0).always(answer({ beforeEach: gate }))
  const connection = await connectRaw(gateway.url)
  connection.write(
    `POST /v1/messages HTTP/1.1\r\nhost: x\r\n${CREDENTIAL[0]}: ${CREDENTIAL[1]}\r\ncontent-length: 999\r\n\r\n{"model"`,
  )
  connection.reset()
  await connection.closed
  expect(gateway.proxy.tokens.state(token.id)).toMatchObject({ inFlight: 0, requestsToday: 0 })
})
