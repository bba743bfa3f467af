import { describe, expect, it } from 'vitest'
import {
  apiError,
  type BehaviourChoice,
  closeBeforeHeaders,
  empty,
  errorEvent,
  errorInJson,
  html,
  redirect,
  resetBeforeHeaders,
} from '../../src/testing.js'
import { type Gateway, message, startGateway } from './gateway.js'

const preferFirst = { channels: [{ priority: 10 }, {}] }
const stream = message({ stream: true })

async function cooldowns(gateway: Gateway) {
  return gateway.proxy.cooldowns
    .list()
    .map(({ channelId, scope, cause, durationMs }) => ({ channelId, scope, cause, durationMs }))
}

describe('another channel answers when the first', () => {
  const failures: [string, BehaviourChoice, string, string][] = [
    ['resets the connection', resetBeforeHeaders(), 'channel', 'connection'],
    ['closes without an answer', closeBeforeHeaders(), 'channel', 'connection'],
    ['is overloaded', apiError(529, 'overloaded_error'), 'model', 'overloaded'],
    ['fails', apiError(500, 'api_error'), 'model', 'server-error'],
    ['answers a status that no list has', apiError(599, 'api_error'), 'model', 'server-error'],
    ['redirects', redirect('http://127.0.0.1:9/'), 'model', 'server-error'],
    ['refuses our key', apiError(401, 'authentication_error'), 'key', 'credential'],
    ['wants to be paid', apiError(402, 'billing_error'), 'key', 'credential'],
    ['forbids', apiError(403, 'permission_error'), 'key', 'credential'],
    [
      'limits the rate',
      apiError(429, 'rate_limit_error', 'slow', ['retry-after', '7']),
      'key',
      'rate-limit',
    ],
    ['does not know the model', apiError(404, 'not_found_error'), 'model', 'not-found'],
    ['begins its stream with an error', errorEvent('overloaded_error'), 'model', 'overloaded'],
    ['answers 200 with an error', errorInJson('overloaded_error'), 'model', 'overloaded'],
    ['answers 200 with a page', html(), 'channel', 'malformed'],
    ['answers 200 with nothing', empty(), 'channel', 'malformed'],
  ]
  it.each(failures)('%s', async (_, behaviour, scope, cause) => {
    const gateway = await startGateway(preferFirst)
    gateway.upstream(0).next(behaviour)
    const answer = await gateway.post(stream)
    expect(answer.status).toBe(200)
    expect(answer.body.toString()).toContain('channel-2')
    expect(gateway.upstream(0).requests).toHaveLength(1)
    expect(await cooldowns(gateway)).toMatchObject([{ channelId: 1, scope, cause }])
  })

  it('is not there', async () => {
    const gateway = await startGateway(preferFirst)
    await gateway.upstream(0).refuse()
    expect((await gateway.post()).body.toString()).toContain('channel-2')
    expect(await cooldowns(gateway)).toMatchObject([{ channelId: 1, scope: 'channel' }])
  })
})

describe('an answer is passed on unchanged, and cools nothing, when it is', () => {
  it.each([400, 405, 409, 413, 422, 418])('%i', async (status) => {
    const gateway = await startGateway(preferFirst)
    gateway.upstream(0).next(apiError(status, 'invalid_request_error', 'as worded', ['x-a', 'b']))
    const answer = await gateway.post()
    expect(answer.status).toBe(status)
    expect(answer.header('x-a')).toBe('b')
    expect(answer.json()).toMatchObject({ error: { message: 'as worded' } })
    expect(gateway.upstream(1).requests).toHaveLength(0)
    expect(await cooldowns(gateway)).toEqual([])
  })

  it('a thread that the account does not know', async () => {
    const gateway = await startGateway(preferFirst)
    const body = {
      type: 'error',
      error: {
        type: 'not_found_error',
        message: 'gone',
        details: { error_code: 'thread_not_found' },
      },
    }
    gateway.upstream(0).next({ ...apiError(404, 'not_found_error'), body: JSON.stringify(body) })
    expect((await gateway.post()).json()).toEqual(body)
    expect(gateway.upstream(1).requests).toHaveLength(0)
  })
})

describe('a failing channel', () => {
  it('rests 1 s, then 2 s, and is as new after a success', async () => {
    const gateway = await startGateway(preferFirst)
    const [first] = gateway.upstreams
    const failOnce = async () => {
      first?.next(apiError(529, 'overloaded_error'))
      expect((await gateway.post()).body.toString()).toContain('channel-2')
      return (await cooldowns(gateway))[0]?.durationMs
    }
    expect(await failOnce()).toBe(1_000)
    expect((await gateway.post()).body.toString()).toContain('channel-2')
    expect(first?.requests).toHaveLength(1)
    gateway.clock.advance(1_100)
    expect(await failOnce()).toBe(2_000)
    gateway.clock.advance(2_200)
    expect((await gateway.post()).body.toString()).toContain('channel-1')
    expect(await cooldowns(gateway)).toEqual([])
    expect(await failOnce()).toBe(1_000)
  })

  it('takes one step, however many requests were in flight', async () => {
    const gateway = await startGateway(preferFirst)
    gateway.upstream(0).always(apiError(503, 'api_error'))
    await Promise.all(Array.from({ length: 8 }, () => gateway.post()))
    expect(await cooldowns(gateway)).toMatchObject([{ durationMs: 1_000 }])
  })

  it('is tried all the same when it is the only one', async () => {
    const gateway = await startGateway({ channels: [{}] })
    gateway.upstream(0).next(apiError(500, 'api_error'))
    expect((await gateway.post()).status).toBe(500)
    expect((await gateway.post()).status).toBe(200)
    expect(await cooldowns(gateway)).toEqual([])
  })

  it('is not asked again by the same request with another of its keys, unless its key failed', async () => {
    const keys = [{ secret: 'sk-first' }, { secret: 'sk-second' }]
    const gateway = await startGateway({ channels: [{ keys, priority: 1 }, {}] })
    const [first] = gateway.upstreams
    first?.next(apiError(500, 'api_error'))
    expect((await gateway.post()).body.toString()).toContain('channel-2')
    gateway.proxy.cooldowns.clear()
    first?.next(apiError(429, 'rate_limit_error', 'slow', ['retry-after', '7']))
    expect((await gateway.post()).body.toString()).toContain('channel-1')
  })
})

describe('when no channel can answer, the client gets', () => {
  const three = { channels: [{ priority: 3 }, { priority: 2 }, { priority: 1 }] }

  it('the last 429 rather than anything else, unchanged', async () => {
    const gateway = await startGateway(three)
    gateway.upstream(0).next(apiError(429, 'rate_limit_error', 'one', ['retry-after', '120']))
    gateway.upstream(1).next(apiError(429, 'rate_limit_error', 'two', ['retry-after', '90']))
    gateway.upstream(2).next(apiError(529, 'overloaded_error'))
    const answer = await gateway.post()
    expect([answer.status, answer.header('retry-after')]).toEqual([429, '90'])
    expect(answer.json()).toMatchObject({ error: { message: 'two' } })
  })

  it('a 404 rather than a 529', async () => {
    const gateway = await startGateway(three)
    gateway.upstream(0).next(apiError(404, 'not_found_error'))
    gateway.upstream(1).next(apiError(529, 'overloaded_error'))
    gateway.upstream(2).next(resetBeforeHeaders())
    expect((await gateway.post()).status).toBe(404)
  })

  it('the last 5xx, not an earlier one', async () => {
    const gateway = await startGateway(three)
    gateway.upstream(0).next(apiError(500, 'api_error'))
    gateway.upstream(1).next(apiError(529, 'overloaded_error'))
    gateway.upstream(2).next(resetBeforeHeaders())
    expect((await gateway.post()).status).toBe(529)
  })

  it('an overload that came inside a 200 as the 529 that it is', async () => {
    const gateway = await startGateway({ channels: [{}] })
    gateway.upstream(0).next(errorEvent('overloaded_error'))
    const answer = await gateway.post(stream)
    expect(answer.status).toBe(529)
    expect(answer.header('content-type')).toBe('application/json')
    expect(answer.json()).toMatchObject({ type: 'error', error: { type: 'overloaded_error' } })
  })

  it('our own 502, when no upstream could be reached', async () => {
    const gateway = await startGateway(three)
    await Promise.all(gateway.upstreams.map((upstream) => upstream.refuse()))
    const answer = await gateway.post()
    expect(answer.status).toBe(502)
    expect(answer.json()).toMatchObject({ type: 'error', error: { type: 'api_error' } })
    expect(answer.header('request-id')).toMatch(/^req_/)
    expect(Number(answer.header('retry-after'))).toBeGreaterThanOrEqual(1)
    expect(Number(answer.header('retry-after'))).toBeLessThanOrEqual(59)
  })

  it('our own 503, never a 401, when every key was refused', async () => {
    const gateway = await startGateway(three)
    gateway.upstream(0).next(apiError(401, 'authentication_error'))
    gateway.upstream(1).next(apiError(403, 'permission_error'))
    gateway.upstream(2).next(apiError(402, 'billing_error'))
    const answer = await gateway.post()
    expect(answer.status).toBe(503)
    expect(answer.body.toString()).toContain('key')
    expect(answer.header('x-should-retry')).toBeUndefined()
  })
})

describe('counting tokens', () => {
  const target = '/v1/messages/count_tokens?beta=true'

  it('goes on to a channel that has the endpoint, and cools none', async () => {
    const gateway = await startGateway(preferFirst)
    gateway.upstream(0).next(apiError(404, 'not_found_error'))
    const answer = await gateway.post(message(), [], target)
    expect(answer.json()).toHaveProperty('input_tokens')
    expect(await cooldowns(gateway)).toEqual([])
  })

  it('hands the 404 back when no channel has it', async () => {
    const gateway = await startGateway(preferFirst)
    for (const upstream of gateway.upstreams)
      upstream.next(apiError(404, 'not_found_error', 'no such path'))
    const answer = await gateway.post(message(), [], target)
    expect(answer.status).toBe(404)
    expect(answer.body.toString()).toContain('no such path')
  })
})
