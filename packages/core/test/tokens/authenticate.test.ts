import { describe, expect, it } from 'vitest'
import { createMemoryStore, createProxy, type Store } from '../../src/index.js'
import type { RawResponse } from '../../src/testing.js'
import { type Gateway, message, startGateway } from '../pipeline/gateway.js'
import { SECRET, startWithToken } from './token-gateway.js'

function postWith(gateway: Gateway, secret: string) {
  return gateway.post(message(), ['authorization', `Bearer ${secret}`])
}

function refusalOf(answer: RawResponse): string | undefined {
  expect(answer.status).toBe(401)
  expect(answer.header('x-should-retry')).toBe('false')
  const { type, error } = answer.json() as { type: string; error: Record<string, string> }
  expect([type, error.type]).toEqual(['error', 'authentication_error'])
  return error.message
}

describe('a token of the store', () => {
  it.each([
    ['bearer', ['authorization', `Bearer ${SECRET}`]],
    ['x-api-key', ['x-api-key', SECRET]],
    ['x-goog-api-key', ['x-goog-api-key', SECRET]],
    ['x-api-key beside a wrong bearer', ['authorization', 'Bearer wrong', 'x-api-key', SECRET]],
  ])('is accepted as %s, named in the log, and kept from upstreams', async (_, headers) => {
    const { gateway } = await startWithToken()
    expect((await gateway.post(message(), headers)).status).toBe(200)
    expect(gateway.upstream(0).requests[0]?.headers.join('\n')).not.toContain(SECRET)
    await gateway.proxy.close()
    expect(await gateway.store.logs.list({ limit: 9 })).toMatchObject([{ tokenName: 'laptop' }])
  })

  it('is not accepted by its digest, nor by its prefix', async () => {
    const { gateway, token, post } = await startWithToken()
    expect((await post()).status).toBe(200)
    for (const wrong of [token.digest, token.prefix, `${SECRET}x`, SECRET.toUpperCase()]) {
      expect(refusalOf(await postWith(gateway, wrong))).toBe('The token is not known here.')
    }
  })

  it('counts as one: clients without a token are refused, on this machine too', async () => {
    const { gateway } = await startWithToken({ enabled: false })
    expect(refusalOf(await gateway.post())).toMatch(/^No token/)
  })

  it('works beside the tokens of the options', async () => {
    const tokens = [{ name: 'fixed', secret: 'fixed-secret' }]
    const { gateway, post } = await startWithToken({}, { tokens })
    expect((await post()).status).toBe(200)
    expect((await postWith(gateway, 'fixed-secret')).status).toBe(200)
    expect((await postWith(gateway, 'wrong')).status).toBe(401)
  })

  it('is refused from the instant at which it expires', async () => {
    const { gateway, token, post } = await startWithToken()
    await gateway.store.tokens.update(token.id, { expiresAt: gateway.clock.now() + 1_000 })
    gateway.clock.advance(999)
    expect((await post()).status).toBe(200)
    gateway.clock.advance(1)
    expect(refusalOf(await post())).toBe('The token "laptop" has expired.')
  })

  it('is refused by the next request after it was disabled, and accepted again', async () => {
    const { gateway, token, post } = await startWithToken()
    expect((await post()).status).toBe(200)
    await gateway.store.tokens.update(token.id, { enabled: false })
    expect(refusalOf(await post())).toBe('The token "laptop" has been disabled.')
    await gateway.store.tokens.update(token.id, { enabled: true, expiresAt: null })
    expect((await post()).status).toBe(200)
  })

  it('is unknown to the next request after it was removed', async () => {
    const { gateway, token, post } = await startWithToken()
    expect((await post()).status).toBe(200)
    await gateway.store.tokens.create({ name: 'other', digest: 'd', prefix: '' })
    await gateway.store.tokens.remove(token.id)
    expect(refusalOf(await post())).toBe('The token is not known here.')
  })

  it('lets the way be open again once the last one is gone', async () => {
    const { gateway, token } = await startWithToken()
    await gateway.store.tokens.remove(token.id)
    expect((await gateway.post()).status).toBe(200)
  })
})

describe('while the tokens cannot be read', () => {
  const broken = (store: Store): Store => ({
    ...store,
    tokens: { ...store.tokens, list: () => Promise.reject(new Error('down')) },
  })

  it('nobody is taken for a client that needs none', async () => {
    const store = broken(createMemoryStore({ channels: [] }))
    const gateway = await startGateway({ store })
    const answer = await gateway.post()
    expect(answer.status).toBe(503)
    expect(answer.json()).toMatchObject({ error: { message: expect.stringMatching(/tokens/) } })
  })

  it('tokens of the options are served nevertheless', async () => {
    const tokens = [{ name: 'fixed', secret: 'fixed-secret' }]
    const gateway = await startGateway({ store: broken(createMemoryStore()), tokens })
    expect((await postWith(gateway, 'fixed-secret')).status).toBe(404)
  })

  it('the proxy is not ready', async () => {
    const proxy = createProxy({ store: broken(createMemoryStore()) })
    await expect(proxy.ready()).rejects.toMatchObject({ code: 'store_unavailable' })
    await proxy.close()
  })
})

it('an app may judge clients itself while there is no token', async () => {
  const gateway = await startGateway({ anonymous: () => ({ tokenName: 'guest' }) })
  await gateway.post()
  await gateway.store.tokens.create({ name: 'a', digest: 'd', prefix: '' })
  expect((await gateway.post()).status).toBe(401)
  await gateway.proxy.close()
  expect(await gateway.store.logs.list({ limit: 9 })).toMatchObject([{ tokenName: 'guest' }])
})
