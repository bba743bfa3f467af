import { gzipSync } from 'node:zlib'
import { createExpressMiddleware } from '@ccload/adapter-express'
import { type Authenticate, type CcloadProxy, createMemoryStore, createProxy } from '@ccload/core'
import { createFakeAnthropic, type FakeAnthropic } from '@ccload/core/testing'
import express5, { type ErrorRequestHandler, type Express } from 'express'
import express4 from 'express4'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { serve } from './serve.js'

const BODY = '{ "model":"claude-test-1",  "max_tokens":16,"messages":[]}'

describe.each([
  ['Express 5', express5],
  ['Express 4', express4 as unknown as typeof express5],
])('a proxy in %s', (_version, express) => {
  let upstream: FakeAnthropic
  const cleanups: (() => Promise<void>)[] = []

  beforeEach(async () => {
    upstream = await createFakeAnthropic()
    cleanups.push(upstream.close)
  })
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
  })

  function setUpProxy(options: { token?: string; authenticate?: Authenticate } = {}): CcloadProxy {
    const channel = { name: 'main', url: upstream.url, keys: [{ secret: 'key' }], models: ['*'] }
    const store = createMemoryStore({ channels: [channel] })
    const { token, authenticate } = options
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

  async function listen(app: Express): Promise<string> {
    const { url, close } = await serve(app)
    cleanups.push(close)
    return url
  }

  function post(url: string, headers: Record<string, string> = {}, body: string | Buffer = BODY) {
    const init = { 'content-type': 'application/json', ...headers }
    return fetch(`${url}/v1/messages`, {
      method: 'POST',
      headers: init,
      body: new Uint8Array(Buffer.from(body)),
    })
  }

  it('may be mounted at the path of the API itself', async () => {
    const url = await listen(express().use('/v1', createExpressMiddleware(setUpProxy())))
    expect((await post(url)).status).toBe(200)
    expect(upstream.requests[0]?.target).toBe('/v1/messages')
  })

  it('stands between middleware of the host', async () => {
    const finished: string[] = []
    const app = express()
    app.use((request, response, next) => {
      response.setHeader('x-host', 'here')
      response.once('finish', () => finished.push(`${request.originalUrl} ${response.statusCode}`))
      next()
    })
    app.use(createExpressMiddleware(setUpProxy()))
    app.use((_request, response) => {
      response.send('after')
    })
    const url = await listen(app)
    const answer = await post(url)
    expect(answer.headers.get('x-host')).toBe('here')
    await answer.arrayBuffer()
    expect(await (await fetch(`${url}/own`)).text()).toBe('after')
    expect(finished).toEqual(['/v1/messages 200', '/own 200'])
  })

  it('hands faults to the error handler of the host', async () => {
    const authenticate = () => {
      throw new Error('a bug')
    }
    const proxy = setUpProxy({ authenticate })
    const handler: ErrorRequestHandler = (error: Error, _request, response, _next) => {
      response.status(500).send(error.message)
    }
    const answer = await post(await listen(express().use(createExpressMiddleware(proxy), handler)))
    expect(answer.status).toBe(500)
    expect(await answer.text()).toBe('a bug')
  })

  it.each([
    ['its own address without trust', false, '127.0.0.1'],
    ['the address that a trusted proxy names', 'loopback', '203.0.113.7'],
  ])('knows a client by %s', async (_what, trust, expected) => {
    const proxy = setUpProxy()
    const ips: (string | null)[] = []
    proxy.on('request-started', ({ clientIp }) => ips.push(clientIp))
    const app = express().set('trust proxy', trust).use(createExpressMiddleware(proxy))
    await post(await listen(app), { 'x-forwarded-for': '203.0.113.7' })
    expect(ips).toEqual([expected])
  })

  it('shares an app with other proxies', async () => {
    const app = express()
    for (const name of ['one', 'two']) {
      app.use(`/${name}`, createExpressMiddleware(setUpProxy({ token: `${name}-token` })))
    }
    const url = await listen(app)
    expect((await post(`${url}/one`, { 'x-api-key': 'one-token' })).status).toBe(200)
    expect((await post(`${url}/two`, { 'x-api-key': 'two-token' })).status).toBe(200)
    expect((await post(`${url}/two`, { 'x-api-key': 'one-token' })).status).toBe(401)
  })

  it('says what to do when a body parser has eaten the body', async () => {
    const app = express().use(express.json()).use(createExpressMiddleware(setUpProxy()))
    const answer = await post(await listen(app))
    expect(answer.status).toBe(500)
    expect(await answer.text()).toContain('request.rawBody')
    expect(upstream.requests).toEqual([])
  })

  it('sends what a body parser has kept, byte for byte', async () => {
    const verify = (request: object, _response: unknown, bytes: Buffer) => {
      Object.assign(request, { rawBody: bytes })
    }
    const app = express().use(express.json({ verify })).use(createExpressMiddleware(setUpProxy()))
    const url = await listen(app)
    expect((await post(url)).status).toBe(200)
    expect(upstream.requests[0]?.body.toString()).toBe(BODY)

    const unpacked = await post(url, { 'content-encoding': 'gzip' }, gzipSync(BODY))
    expect(unpacked.status).toBe(500)
    expect(await unpacked.text()).toContain('inflate: false')
    expect(upstream.requests).toHaveLength(1)
  })
})
