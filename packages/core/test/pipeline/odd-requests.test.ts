import { expect, it } from 'vitest'
import { createFetchHandler } from '../../src/fetch.js'
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

it('forwards no path that an upstream could read as another', async () => {
  const gateway = await startGateway()
  for (const target of ['/v1/../admin', '/v1/%2e%2e/admin', '/v1//messages']) {
    expect((await gateway.post(message(), [], target)).status).toBe(404)
  }
  expect(gateway.upstream(0).requests).toEqual([])
})
