import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { CcloadProxy, Outcome } from '@ccload/core'
import type { FakeAnthropic } from '@ccload/core/testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { readStream, startUpstream, stop, streamRequest, urlOf } from './support.js'

interface OtlpSpan {
  readonly kind: number
  readonly spanId: string
  readonly parentSpanId: string
  readonly attributes: readonly { readonly key: string; readonly value: object }[]
}

let upstream: FakeAnthropic
const running: { server?: Server; proxies: readonly CcloadProxy[] }[] = []

beforeAll(async () => {
  upstream = await startUpstream()
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await upstream.close()
})
beforeEach(() => {
  vi.resetModules()
  upstream.reset()
})
afterEach(async () => {
  for (const { server, proxies } of running.splice(0)) {
    if (server !== undefined) await stop(server)
    for (const proxy of proxies) await proxy.close()
  }
  vi.doUnmock('express')
  vi.doUnmock('koa')
})

/** Takes an example's server and proxy down after the test; returns its address. */
function started({ server, proxy }: { server: Server; proxy: CcloadProxy }): Promise<string> {
  running.push({ server, proxies: [proxy] })
  return urlOf(server)
}

/** A streamed answer from below `url`. */
function stream(url: string, token?: string, headers?: Record<string, string>) {
  return readStream(upstream, () => fetch(`${url}/v1/messages`, streamRequest(token, headers)))
}

describe('the examples', () => {
  it('are short', async () => {
    const folder = fileURLToPath(new URL('../../examples/', import.meta.url))
    const lengths = (await readdir(folder)).map(async (name) => ({
      name,
      lines: (await readFile(join(folder, name), 'utf8')).split('\n'),
    }))
    for (const { name, lines } of await Promise.all(lengths)) {
      expect(lines.length - 1, name).toBeLessThanOrEqual(name === 'embed-selector.ts' ? 19 : 40)
    }
  })

  it.each(['express', 'express4'])('serve in %s', async (version) => {
    vi.doMock('express', () => import(version))
    const url = await started(await import('../../examples/express.js'))
    expect((await import('express')).default).toBe((await import(version)).default)
    const { response } = await stream(`${url}/llm`)
    expect(response.headers.get('x-served-by')).toBe('my-app')
    expect(await (await fetch(url)).text()).toBe('my own page')
  })

  it.each(['koa', 'koa2'])('serve in %s', async (version) => {
    vi.doMock('koa', () => import(version))
    const url = await started(await import('../../examples/koa.js'))
    expect((await import('koa')).default).toBe((await import(version)).default)
    const { response } = await stream(url)
    expect(response.headers.get('x-served-by')).toBe('my-app')
    expect(await (await fetch(`${url}/page`)).text()).toBe('my own page')
  })

  it('serve on node:http', async () => {
    const url = await started(await import('../../examples/node-http.js'))
    await stream(url)
    expect(await (await fetch(`${url}/page`)).text()).toBe('my own page')
  })

  it('serve in Fastify', async () => {
    const url = await started(await import('../../examples/fastify.js'))
    await stream(url)
    expect(await (await fetch(url)).text()).toBe('my own page')
  })

  it('serve in Hono', async () => {
    const { app, proxy } = await import('../../examples/hono.js')
    running.push({ proxies: [proxy] })
    await readStream(upstream, () => app.request('/v1/messages', streamRequest()))
    expect(await (await app.request('/')).text()).toBe('my own page')
  })

  it('serve as a route of Next', async () => {
    const { POST } = await import('../../examples/next-route-handler.js')
    const request = new Request('http://localhost/v1/messages', streamRequest())
    await readStream(upstream, () => POST(request))
  })

  it('select in a way of their own', async () => {
    const example = await import('../../examples/custom-selector.js')
    const url = await started(example)
    const ended: (string | null)[] = []
    example.proxy.on('attempt-ended', ({ channelName }) => ended.push(channelName))
    await stream(url, '', { 'x-claude-code-session-id': 'long' })
    await stream(url, '')
    await example.proxy.logs.flush()
    expect(ended).toEqual(['paid', 'free', 'paid'])
  })

  it('store in a way of their own', async () => {
    const { sink, ...example } = await import('../../examples/custom-store.js')
    await stream(await started(example))
    await example.proxy.logs.flush()
    expect(sink).toMatchObject([{ outcome: 'relayed', channelName: 'main' }])
  })

  it('log by pino', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ccload-example-'))
    const file = join(folder, 'log')
    vi.stubEnv('LOG_FILE', file)
    const example = await import('../../examples/pino-logger.js')
    example.proxy.on('request-started', () => {
      throw new Error('no mood')
    })
    await stream(await started(example))
    await new Promise<void>((resolve) => example.logger.flush(() => resolve()))
    const [line] = (await readFile(file, 'utf8')).split('\n')
    expect(JSON.parse(line ?? '')).toMatchObject({
      level: 50,
      part: 'ccload',
      err: { message: 'no mood' },
    })
    await rm(folder, { recursive: true })
  })

  it('authenticate in a way of their own', async () => {
    const example = await import('../../examples/auth-hook.js')
    const url = await started(example)
    const names: (string | null)[] = []
    example.proxy.on('request-started', ({ tokenName }) => names.push(tokenName))
    await stream(url, 'badge-7')
    expect(names).toEqual(['ada'])
    const refused = await fetch(`${url}/v1/messages`, streamRequest('badge-8'))
    expect(refused.status).toBe(401)
    expect(await refused.text()).toContain('This badge is not known.')
  })

  it('hear of attempts and usage', async () => {
    const { seen, outputTokens, ...example } = await import('../../examples/events.js')
    await stream(await started(example))
    await example.proxy.logs.flush()
    expect(seen.sort()).toEqual(['relayed', 'request-ended'])
    expect(outputTokens.get('claude-sonnet-4-5')).toBeGreaterThan(0)
  })

  it('trace requests by the conventions of OpenTelemetry', async () => {
    const spans: OtlpSpan[] = []
    const collector = createServer(async (request, response) => {
      const { resourceSpans } = JSON.parse(await text(request))
      spans.push(...resourceSpans[0].scopeSpans[0].spans)
      response.end()
    }).listen(0)
    vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', await urlOf(collector))
    const url = await started(await import('../../examples/opentelemetry.js'))
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
    await stream(url, '', { traceparent: `00-${traceId}-00f067aa0ba902b7-01` })
    await vi.waitUntil(() => spans.length === 2)
    await stop(collector)
    const [request, attempt] = spans.toSorted((a, b) => a.kind - b.kind)
    expect(request).toMatchObject({ name: 'POST', kind: 2, traceId, status: { code: 0 } })
    expect(request?.parentSpanId).toBe('00f067aa0ba902b7')
    expect(attempt).toMatchObject({ name: 'chat claude-sonnet-4-5', kind: 3, traceId })
    expect(attempt?.parentSpanId).toBe(request?.spanId)
    const valuesOf = (span?: OtlpSpan) =>
      Object.fromEntries(span?.attributes.map(({ key, value }) => [key, value]) ?? [])
    expect(valuesOf(request)).toMatchObject({
      'url.path': { stringValue: '/v1/messages' },
      'http.response.status_code': { intValue: 200 },
    })
    expect(valuesOf(attempt)).toMatchObject({
      'gen_ai.request.model': { stringValue: 'claude-sonnet-4-5' },
      'gen_ai.usage.output_tokens': { intValue: expect.any(Number) },
    })
  })

  it('know prices', async () => {
    const { store, ...example } = await import('../../examples/price-source.js')
    await stream(await started(example))
    await example.proxy.logs.flush()
    const [entry] = await store.logs.list({ limit: 1 })
    expect(entry?.costMicroUsd).toBeGreaterThan(0)
  })

  it('send by a transport of their own', async () => {
    await stream(await started(await import('../../examples/transport.js')))
    expect(upstream.requests[0]?.header('x-gateway')).toBe('my-app')
  })

  it('route without HTTP', async () => {
    const { ask } = await import('../../examples/embed-selector.js')
    const asked: string[] = []
    const send = async ({ channel }: { channel: { name: string } }): Promise<Outcome> => {
      asked.push(channel.name)
      return asked.length === 1
        ? { kind: 'network', fault: 'refused', message: 'refused' }
        : { kind: 'relayed', status: 200 }
    }
    expect(await ask('claude-sonnet-4-5', send)).toEqual({ kind: 'relayed', status: 200 })
    expect(await ask('claude-sonnet-4-5', send)).toEqual({ kind: 'relayed', status: 200 })
    expect(asked[1]).not.toBe(asked[0])
    expect(asked[2]).toBe(asked[1])
  })

  it('serve several proxies in one app', async () => {
    const { server, research, support } = await import('../../examples/several-proxies.js')
    running.push({ server, proxies: [research, support] })
    const url = await urlOf(server)
    await stream(`${url}/research`, 'research-token')
    await stream(`${url}/support`, 'support-token')
    const refused = await fetch(`${url}/support/v1/messages`, streamRequest('research-token'))
    expect(refused.status).toBe(401)
  })

  it('serve behind a body parser', async () => {
    await stream(await started(await import('../../examples/body-parser.js')))
    expect(upstream.requests[0]?.body.toString()).toBe(streamRequest().body)
  })
})
