import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { connectRaw } from '../../src/testing.js'
import { message, startGateway } from './gateway.js'

const body = JSON.stringify(message())
const request = {
  method: 'POST',
  target: '/v1/messages',
  headers: ['content-type', 'application/json'],
  body,
}

describe('a refusal has Anthropic’s shape, an id, and leaves the connection usable:', () => {
  const limit = 1_000
  const tokens = [{ name: 'team', secret: 'right' }]
  const auth = ['authorization', 'Bearer right']
  it.each([
    ['a body that is no JSON', { body: 'hello' }, 400, 'invalid_request_error', 'JSON'],
    ['a body without a model', { body: '{}' }, 400, 'invalid_request_error', 'model'],
    [
      'a model that no channel serves',
      { body: '{"model":"gpt-9"}' },
      404,
      'not_found_error',
      'gpt-9',
    ],
    [
      'a body over the limit',
      { body: body + ' '.repeat(limit) },
      413,
      'request_too_large',
      '1000 bytes',
    ],
    ['a wrong token', { headers: ['x-api-key', 'wrong'] }, 401, 'authentication_error', 'token'],
    ['no token', { headers: [] }, 401, 'authentication_error', 'token'],
    [
      'a path that is not served',
      { target: '/v1/files', body: '{}' },
      404,
      'not_found_error',
      'names a model',
    ],
  ])('%s', async (_, change, status, type, word) => {
    const gateway = await startGateway({ tokens, settings: { maxBodyBytes: limit } })
    const connection = await connectRaw(gateway.url)
    const refusal = await connection.exchange({ ...request, headers: auth, ...change })
    expect(refusal.status).toBe(status)
    expect(refusal.json()).toMatchObject({
      type: 'error',
      error: { type, message: expect.stringContaining(word) },
      request_id: refusal.header('request-id'),
    })
    expect((await connection.exchange({ ...request, headers: auth })).status).toBe(200)
    expect(gateway.upstream(0).requests).toHaveLength(1)
    connection.end()
  })

  it('a chunked body over the limit', async () => {
    const gateway = await startGateway({ settings: { maxBodyBytes: limit } })
    const connection = await connectRaw(gateway.url)
    const long = `${(2_000).toString(16)}\r\n${'x'.repeat(2_000)}\r\n0\r\n\r\n`
    const refusal = await connection.exchange({
      ...request,
      headers: ['host', 'x', 'transfer-encoding', 'chunked'],
      bare: true,
      body: long,
    })
    expect(refusal.status).toBe(413)
    expect((await connection.exchange(request)).status).toBe(200)
    connection.end()
  })

  it('a body that inflates beyond the limit', async () => {
    const gateway = await startGateway({ settings: { maxBodyBytes: limit } })
    const bomb = gzipSync(Buffer.alloc(800_000, ' '))
    expect(bomb.length).toBeLessThan(limit)
    const headers = [...request.headers, 'content-encoding', 'gzip']
    const connection = await connectRaw(gateway.url)
    expect((await connection.exchange({ ...request, headers, body: bomb })).status).toBe(413)
    connection.end()
  })
})

describe('tokens', () => {
  it.each([
    ['bearer', ['Authorization', 'Bearer right']],
    ['x-api-key', ['X-Api-Key', 'right']],
    ['x-api-key beside another bearer', ['Authorization', 'Bearer other', 'x-api-key', 'right']],
  ])('are accepted as %s, and never reach an upstream', async (_, headers) => {
    const gateway = await startGateway({ tokens: [{ name: 'team', secret: 'right' }] })
    expect((await gateway.post(message(), headers)).status).toBe(200)
    const seen = gateway.upstream(0).requests[0]
    expect(seen?.headers.join('\n')).not.toContain('right')
    expect(seen?.header('x-api-key')).toBe('sk-upstream-1')
  })

  it('tell Claude Code not to retry with a wrong one', async () => {
    const gateway = await startGateway({ tokens: [{ name: 'team', secret: 'right' }] })
    expect((await gateway.post()).header('x-should-retry')).toBe('false')
  })

  it('may be judged by a hook of the app’s own', async () => {
    const gateway = await startGateway({
      authenticate: ({ candidates }) => ({ tokenName: `hook:${candidates[0]}` }),
    })
    await gateway.post(message(), ['x-api-key', 'abc'])
    await gateway.proxy.close()
    expect(await gateway.store.logs.list({ limit: 1 })).toMatchObject([{ tokenName: 'hook:abc' }])
  })
})

it('answers probes, telemetry and foreign paths at once, without an upstream', async () => {
  const gateway = await startGateway({ tokens: [{ name: 'team', secret: 'right' }] })
  const ask = async (method: string, path: string) =>
    (await fetch(gateway.url + path, { method, ...(method === 'POST' && { body: '{}' }) })).status
  expect(await ask('HEAD', '/')).toBe(200)
  expect(await ask('HEAD', '/api/hello')).toBe(200)
  expect(await ask('POST', '/v1/metrics')).toBe(200)
  expect(await ask('POST', '/api/event_logging/batch')).toBe(200)
  expect(await ask('GET', '/managed/settings')).toBe(404)
  expect(await ask('GET', '/elsewhere')).toBe(404)
  expect(gateway.upstream(0).requests).toHaveLength(0)
})
