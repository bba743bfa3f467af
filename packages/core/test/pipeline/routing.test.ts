import { expect, it } from 'vitest'
import { apiError } from '../../src/testing.js'
import { message, startGateway } from './gateway.js'

it('spreads requests evenly over channels of one priority, and keeps lower ones in reserve', async () => {
  const gateway = await startGateway({ channels: [{}, {}, {}, { priority: -1 }] })
  for (let batch = 0; batch < 30; batch++) {
    await Promise.all(Array.from({ length: 10 }, () => gateway.post()))
  }
  expect(gateway.upstreams.map(({ requests }) => requests.length)).toEqual([100, 100, 100, 0])

  for (const upstream of gateway.upstreams.slice(0, 3))
    upstream.next(apiError(529, 'overloaded_error'))
  expect((await gateway.post()).body.toString()).toContain('channel-4')
})

it('uses a channel from the next request after it was written', async () => {
  const gateway = await startGateway({ channels: [{}, { enabled: false, priority: 5 }] })
  expect((await gateway.post()).body.toString()).toContain('channel-1')
  await gateway.store.channels.update(2, { enabled: true })
  expect((await gateway.post()).body.toString()).toContain('channel-2')
  await gateway.store.channels.remove(2)
  expect((await gateway.post()).body.toString()).toContain('channel-1')
})

it('asks for an aliased model by its upstream name and changes no other byte', async () => {
  const gateway = await startGateway({
    channels: [{ models: ['claude-x'], aliases: { 'claude-x': 'vendor/claude-x' } }],
  })
  const body = '{ "n": 1.0, "big":12345678901234567890,"model" : "claude-x", "model2":"claude-x" }'
  await gateway.post(body)
  expect(gateway.upstream(0).requests[0]?.body.toString()).toBe(
    body.replace(' "claude-x"', ' "vendor/claude-x"'),
  )
})

it('serves wildcards, and lists only models with a name', async () => {
  const gateway = await startGateway({
    channels: [
      { models: ['claude-*'] },
      { models: ['b', 'a'] },
      { models: ['off'], enabled: false },
    ],
  })
  expect((await gateway.post(message({ model: 'claude-anything' }))).status).toBe(200)
  const list = await gateway.post('', [], '/v1/models?limit=1000').catch(() => undefined)
  expect(list?.status).toBe(404)
  const answer = await fetch(`${gateway.url}/v1/models?limit=1000`)
  expect(await answer.json()).toMatchObject({
    data: [
      { type: 'model', id: 'a', display_name: 'a' },
      { type: 'model', id: 'b' },
    ],
    first_id: 'a',
    last_id: 'b',
    has_more: false,
  })
  expect((await fetch(`${gateway.url}/v1/models/claude-5`)).status).toBe(200)
  expect((await fetch(`${gateway.url}/v1/models/off`)).status).toBe(404)
})
