import { describe, expect, it } from 'vitest'
import { answer, connectRaw, createGate } from '../../src/testing.js'
import { message } from '../pipeline/gateway.js'
import { CREDENTIAL, startWithToken } from './token-gateway.js'

const body = JSON.stringify(message())
const request = { method: 'POST', target: '/v1/messages', headers: CREDENTIAL, body }

describe('a limit on requests per minute', () => {
  it('is answered in Anthropic’s shape, with the wait until the next one', async () => {
    const { gateway, post } = await startWithToken({ limits: { requestsPerMinute: 2 } })
    expect((await post()).status).toBe(200)
    gateway.clock.advance(20_500)
    expect((await post()).status).toBe(200)
    const refusal = await post()
    expect(refusal.status).toBe(429)
    expect(refusal.header('retry-after')).toBe('40')
    expect(refusal.header('x-should-retry')).toBeUndefined()
    expect(refusal.json()).toEqual({
      type: 'error',
      error: { type: 'rate_limit_error', message: expect.stringContaining('2 requests') },
      request_id: refusal.header('request-id'),
    })
    gateway.clock.advance(39_499)
    expect((await post()).status).toBe(429)
    gateway.clock.advance(1)
    expect((await post()).status).toBe(200)
    expect(gateway.upstream(0).requests).toHaveLength(3)
  })

  it('counts nothing that was refused for another reason', async () => {
    const { post } = await startWithToken({ limits: { requestsPerMinute: 1 } })
    expect((await post({ model: 'gpt-9' })).status).toBe(404)
    expect((await post({})).status).toBe(400)
    expect((await post()).status).toBe(200)
    expect((await post()).status).toBe(429)
  })

  it('leaves counting tokens alone', async () => {
    const { post } = await startWithToken({ limits: { requestsPerMinute: 1, concurrent: 1 } })
    const count = () => post(message(), '/v1/messages/count_tokens')
    expect((await count()).status).toBe(200)
    expect((await post()).status).toBe(200)
    expect((await count()).status).toBe(429)
  })

  it('is in force for the next request after it was changed', async () => {
    const { gateway, token, post } = await startWithToken()
    expect((await post()).status).toBe(200)
    const limits = { ...token.limits, requestsPerMinute: 1 }
    await gateway.store.tokens.update(token.id, { limits })
    expect((await post()).status).toBe(200)
    expect((await post()).status).toBe(429)
    await gateway.store.tokens.update(token.id, { limits: token.limits })
    expect((await post()).status).toBe(200)
  })
})

describe('a limit on requests at once', () => {
  it('refuses one too many, and lets the next one in when an answer is over', async () => {
    const { gateway, post, token } = await startWithToken({ limits: { concurrent: 1 } })
    const gate = createGate()
    gateway.upstream(0).next(answer({ beforeEach: gate }))
    const first = post(message({ stream: true }))
    await gate.reached(1)
    const refusal = await post()
    expect(refusal.status).toBe(429)
    expect(refusal.header('retry-after')).toBe('1')
    expect(refusal.json()).toMatchObject({ error: { type: 'rate_limit_error' } })
    expect(gateway.proxy.tokens.state(token.id).inFlight).toBe(1)
    gate.open()
    expect((await first).ending).toBe('complete')
    expect((await post()).status).toBe(200)
    expect(gateway.upstream(0).requests).toHaveLength(2)
  })

  it('has room again when the client leaves', async () => {
    const { gateway, post, token } = await startWithToken({ limits: { concurrent: 1 } })
    const gate = createGate()
    gateway.upstream(0).next(answer({ beforeEach: gate }))
    const connection = await connectRaw(gateway.url)
    connection.send(request)
    await gate.reached(1)
    connection.reset()
    await (await gateway.upstream(0).request(0)).closed
    expect(gateway.proxy.tokens.state(token.id).inFlight).toBe(0)
    expect((await post()).status).toBe(200)
  })
})
