import { expect, it } from 'vitest'
import type { Exchange } from '../../src/index.js'
import { answer, apiError, createGate, resetBeforeHeaders } from '../../src/testing.js'
import { message, startGateway } from './gateway.js'

const request = { model: 'claude-sonnet-4-5', endpoint: 'messages', session: null } as const

it('tells where the next request would go, and that the last one failed', async () => {
  const { post, proxy, upstream, upstreams } = await startGateway({
    channels: [{ priority: 1 }, {}],
  })
  upstream(0).next(apiError(500, 'api_error'))
  await post()
  const plan = await proxy.explain(request)
  expect(plan.map(({ name, position, reason }) => [name, position, reason])).toEqual([
    ['channel-2', 1, 'ready'],
    ['channel-1', null, 'cooling'],
  ])
  expect(upstreams.map(({ requests }) => requests.length)).toEqual([1, 1])
})

it('knows the channels although no request has come yet', async () => {
  const { proxy } = await startGateway()
  expect(await proxy.explain(request)).toMatchObject([{ name: 'channel-1', position: 1 }])
})

function exchange(target: string, body: string, headers: string[] = []): Exchange {
  return {
    method: 'POST',
    target,
    headers,
    remoteAddress: null,
    isAnswered: false,
    readBody: async () => Buffer.from(body),
    writeHead: () => {},
    write: () => true,
    end: () => {},
    destroy: () => {},
    onAbort: () => {},
    onDrain: () => {},
  }
}

it('reads from a request what routing goes by', async () => {
  const { proxy } = await startGateway()
  const headers = ['X-Claude-Code-Session-Id', 'session-1']
  const body = JSON.stringify(message())
  expect(await proxy.readRouteRequest(exchange('/v1/messages?beta=true', body, headers))).toEqual({
    model: 'claude-sonnet-4-5',
    endpoint: 'messages',
    session: 'session-1',
  })
})

it.each([
  ['/v1/metrics', '{}', 'unknown_route'],
  ['/v1/messages', '{}', 'invalid_body'],
  ['/v1/messages', 'nonsense', 'invalid_body'],
])('has no plan for %s with the body %j', async (target, body, code) => {
  const { proxy } = await startGateway()
  await expect(proxy.readRouteRequest(exchange(target, body))).rejects.toMatchObject({ code })
})

it('knows that a channel is being tested', async () => {
  const { post, proxy, upstream, clock } = await startGateway()
  expect([proxy.hold(1), proxy.hold(404)]).toEqual([undefined, undefined])
  upstream(0).next(resetBeforeHeaders(), answer({ beforeEach: createGate() }))
  await post()
  expect(proxy.hold(1)).toBeUndefined()
  clock.advance(10_000)
  void post(message({ stream: true })).catch(() => {})
  await upstream(0).request(1)
  expect(proxy.hold(1)).toBe('recovering')
})
