import { expect, it } from 'vitest'
import { createFetchHandler } from '../../src/fetch.js'
import { apiError } from '../../src/testing.js'
import { message, startGateway } from './gateway.js'

it('blames no channel for header values that fetch allows and HTTP does not', async () => {
  const gateway = await startGateway()
  const handle = createFetchHandler(gateway.proxy)
  const headers = { 'x-odd': 'a\x01b\x7fc\td', 'x-latin': 'é' }
  const body = JSON.stringify(message())
  const request = new Request('http://proxy.test/v1/messages', { method: 'POST', headers, body })
  const reply = await handle(request, { remoteAddress: '127.0.0.1' })
  expect(reply.status).toBe(200)
  expect(gateway.proxy.cooldowns.list()).toEqual([])
  const [seen] = gateway.upstream(0).requests
  expect([seen?.header('x-odd'), seen?.header('x-latin')]).toEqual(['a b c\td', 'é'])
})

it('writes an alias into a path, however the path spells the model', async () => {
  const gateway = await startGateway({
    channels: [{ models: ['vendor/m'], aliases: { 'vendor/m': 'theirs/m-1' } }],
  })
  const target = '/v1beta/models/vendor%2Fm:generateContent?alt=sse'
  expect((await gateway.post({ contents: [] }, [], target)).status).toBe(404)
  expect(gateway.upstream(0).requests[0]?.target).toBe(
    '/v1beta/models/theirs%2Fm-1:generateContent?alt=sse',
  )
})

it('keeps a credential in the query to itself, and gives the key where Gemini reads it', async () => {
  const gateway = await startGateway({ channels: [{ models: ['gemini-2'] }] })
  for (const query of ['?key=canary', '?alt=sse&key=canary', '?%6bey=canary&alt=sse']) {
    const target = `/v1beta/models/gemini-2:generateContent${query}`
    await gateway.post({ contents: [] }, ['x-goog-api-key', 'canary'], target)
  }
  const { requests } = gateway.upstream(0)
  expect(requests.map(({ target }) => target.split('?')[1])).toEqual([
    undefined,
    'alt=sse',
    'alt=sse',
  ])
  for (const request of requests) {
    expect(request.header('x-goog-api-key')).toBe('sk-upstream-1')
    expect(request.header('authorization') ?? request.header('x-api-key')).toBeUndefined()
    expect(JSON.stringify([request.target, request.headers])).not.toContain('canary')
  }
})

it('cools nothing where an upstream lacks a path other than that of messages', async () => {
  const gateway = await startGateway({ channels: [{ priority: 1 }, {}] })
  gateway.upstream(0).next(apiError(404, 'not_found_error'))
  await gateway.post({ model: 'claude-sonnet-4-5', input: 'x' }, [], '/v1/embeddings')
  expect(gateway.proxy.cooldowns.list()).toEqual([])
  expect(gateway.upstreams.map(({ requests }) => requests.length)).toEqual([1, 1])
  expect((await gateway.post()).body.toString()).toContain('channel-1')
})

it('forwards no path that an upstream could read as another', async () => {
  const gateway = await startGateway()
  for (const target of ['/v1/../admin', '/v1/%2e%2e/admin', '/v1//messages']) {
    expect((await gateway.post(message(), [], target)).status).toBe(404)
  }
  expect(gateway.upstream(0).requests).toEqual([])
})
