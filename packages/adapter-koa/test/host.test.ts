import { createKoaMiddleware } from '@ccload/adapter-koa'
import { type Authenticate, type CcloadProxy, createMemoryStore, createProxy } from '@ccload/core'
import { createFakeAnthropic, type FakeAnthropic } from '@ccload/core/testing'
import Koa3 from 'koa'
import Koa2 from 'koa2'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { mountBelow } from './mount-below.js'
import { serve } from './serve.js'

const BODY = '{ "model":"claude-test-1",  "max_tokens":16,"messages":[],"user":"é"}'

describe.each([
  ['Koa 3', Koa3],
  ['Koa 2', Koa2 as unknown as typeof Koa3],
])('a proxy in %s', (_version, Koa) => {
  let upstream: FakeAnthropic
  const cleanups: (() => Promise<void>)[] = []

  beforeEach(async () => {
    upstream = await createFakeAnthropic()
    cleanups.push(upstream.close)
  })
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
  })

  function setUpProxy(token?: string, authenticate?: Authenticate): CcloadProxy {
    const channel = { name: 'main', url: upstream.url, keys: [{ secret: 'key' }], models: ['*'] }
    const store = createMemoryStore({ channels: [channel] })
    const tokens = token === undefined ? [] : [{ name: 'team', secret: token }]
    const proxy = createProxy({
      store,
      tokens,
      allowOpen: true,
      ...(authenticate && { authenticate }),
    })
    cleanups.push(proxy.close)
    return proxy
  }

  async function listen(app: Koa3): Promise<string> {
    const { url, close } = await serve(app.callback())
    cleanups.push(close)
    return url
  }

  function post(
    url: string,
    headers: Record<string, string> = {},
    body: string | Uint8Array<ArrayBuffer> = BODY,
  ) {
    const init = { 'content-type': 'application/json', ...headers }
    return fetch(`${url}/v1/messages`, { method: 'POST', headers: init, body })
  }

  it('stands between middleware of the host', async () => {
    const passed: string[] = []
    const app = new Koa()
    app.use(async (ctx, next) => {
      ctx.set('x-host', 'here')
      await next()
      passed.push(`${ctx.originalUrl} ${ctx.status}`)
      ctx.set('x-late', 'ignored')
    })
    app.use(createKoaMiddleware(setUpProxy()))
    app.use((ctx) => {
      ctx.body = 'after'
    })
    const url = await listen(app)
    const answer = await post(url)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('x-host')).toBe('here')
    await answer.arrayBuffer()
    expect(await (await fetch(`${url}/own`)).text()).toBe('after')
    expect(passed).toEqual(['/v1/messages 200', '/own 200'])
  })

  it('hands faults to the error handling of the host', async () => {
    const proxy = setUpProxy(undefined, () => {
      throw new Error('a bug')
    })
    const reported: string[] = []
    const app = new Koa().use(createKoaMiddleware(proxy))
    app.on('error', (error: Error) => reported.push(error.message))
    expect((await post(await listen(app))).status).toBe(500)
    expect(reported).toEqual(['a bug'])
  })

  it.each([
    ['its own address without trust', false, '127.0.0.1'],
    ['the address that a trusted proxy names', true, '203.0.113.7'],
  ])('knows a client by %s', async (_what, trust, expected) => {
    const proxy = setUpProxy()
    const ips: (string | null)[] = []
    proxy.on('request-started', ({ clientIp }) => ips.push(clientIp))
    const app = new Koa({ proxy: trust }).use(createKoaMiddleware(proxy))
    await post(await listen(app), { 'x-forwarded-for': '203.0.113.7' })
    expect(ips.map((ip) => ip?.replace('::ffff:', ''))).toEqual([expected])
  })

  it('shares an app with other proxies', async () => {
    const app = new Koa()
    for (const name of ['one', 'two']) {
      app.use(mountBelow(`/${name}`, createKoaMiddleware(setUpProxy(`${name}-token`))))
    }
    const url = await listen(app)
    expect((await post(`${url}/one`, { 'x-api-key': 'one-token' })).status).toBe(200)
    expect((await post(`${url}/two`, { 'x-api-key': 'two-token' })).status).toBe(200)
    expect((await post(`${url}/two`, { 'x-api-key': 'one-token' })).status).toBe(401)
  })

  it('says what to do when a body parser has eaten the body', async () => {
    const app = new Koa()
    app.use(async (ctx, next) => {
      for await (const _ of ctx.req);
      await next()
    })
    const answer = await post(await listen(app.use(createKoaMiddleware(setUpProxy()))))
    expect(answer.status).toBe(500)
    expect(await answer.text()).toContain('request.rawBody')
  })

  it('sends the text that a body parser of Koa has kept', async () => {
    const app = new Koa()
    app.use(async (ctx, next) => {
      const chunks: Buffer[] = []
      for await (const chunk of ctx.req) chunks.push(chunk as Buffer)
      Object.assign(ctx.request, { rawBody: Buffer.concat(chunks).toString() })
      await next()
    })
    const url = await listen(app.use(createKoaMiddleware(setUpProxy())))
    expect((await post(url)).status).toBe(200)
    expect(upstream.requests[0]?.body.toString()).toBe(BODY)

    const broken = await post(
      url,
      {},
      new Uint8Array([...Buffer.from('{"a":"'), 0xff, ...Buffer.from('"}')]),
    )
    expect(broken.status).toBe(500)
    expect(upstream.requests).toHaveLength(1)
  })
})
