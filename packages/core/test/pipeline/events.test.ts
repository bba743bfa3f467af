import { expect, it } from 'vitest'
import type { CcloadProxy, ProxyEvents } from '../../src/index.js'
import { answer, apiError, connectRaw, createGate } from '../../src/testing.js'
import { message, startGateway } from './gateway.js'

const NAMES = [
  'request-started',
  'attempt-started',
  'answer-begun',
  'attempt-ended',
  'request-ended',
  'cooldown-set',
  'cooldown-cleared',
] as const satisfies readonly (keyof ProxyEvents)[]

/** Everything that a proxy tells of from now on. */
function listen(proxy: CcloadProxy) {
  const heard: { name: string; message: object }[] = []
  for (const name of NAMES) proxy.on(name, (event) => heard.push({ name, message: event }))
  const find = (name: string) => heard.filter((event) => event.name === name).map((e) => e.message)
  return { heard, find }
}

it('tells of a request from its start to its end, under one id', async () => {
  const gateway = await startGateway({ channels: [{ priority: 1 }, {}] })
  const { heard, find } = listen(gateway.proxy)
  gateway.upstream(0).next(apiError(529, 'overloaded_error'))
  await gateway.post(message({ stream: true }), ['X-Claude-Code-Session-Id', 's-1'])
  expect(heard.map(({ name }) => name)).toEqual([
    'request-started',
    'attempt-started',
    'cooldown-set',
    'attempt-ended',
    'attempt-started',
    'answer-begun',
    'attempt-ended',
    'request-ended',
  ])
  expect(find('request-started')).toMatchObject([
    { model: 'claude-sonnet-4-5', streaming: true, sessionId: 's-1', clientIp: '127.0.0.1' },
  ])
  expect(find('attempt-started')).toMatchObject([
    { attempt: 1, channelName: 'channel-1' },
    { attempt: 2, channelName: 'channel-2', upstreamModel: 'claude-sonnet-4-5' },
  ])
  expect(find('answer-begun')).toMatchObject([{ attempt: 2, statusCode: 200, firstEventMs: 0 }])
  expect(find('attempt-ended')).toMatchObject([
    { attempt: 1, final: false, outcome: 'answer' },
    { attempt: 2, final: true, outcome: 'relayed' },
  ])
  expect(find('request-ended')).toMatchObject([
    { attempts: 2, outcome: 'relayed', statusCode: 200 },
  ])
  const ids = heard.flatMap(({ message: event }) => ('requestId' in event ? [event.requestId] : []))
  expect(new Set(ids).size).toBe(1)
})

it('tells of cooldowns that are set, and of those that end', async () => {
  const gateway = await startGateway()
  const { find } = listen(gateway.proxy)
  gateway.upstream(0).next(apiError(401, 'authentication_error'))
  await gateway.post()
  expect(find('cooldown-set')).toMatchObject([
    { scope: 'key', channelId: 1, keyId: 1, cause: 'credential' },
  ])
  gateway.proxy.cooldowns.clear(1)
  expect(find('cooldown-cleared')).toMatchObject([{ scope: 'key', channelId: 1, keyId: 1 }])
})

it('tells nothing to those who have left', async () => {
  const gateway = await startGateway()
  let count = 0
  const leave = gateway.proxy.on('request-started', () => count++)
  await gateway.post()
  leave()
  await gateway.post()
  expect(count).toBe(1)
})

it('knows what is being served, and how much has been', async () => {
  const gateway = await startGateway()
  const { requests } = gateway.proxy
  expect([requests.list(), requests.started()]).toEqual([[], 0])
  const beforeEach = createGate()
  gateway.upstream(0).next(answer({ beforeEach }))
  const connection = await connectRaw(gateway.url)
  const body = JSON.stringify(message({ stream: true }))
  connection.send({ method: 'POST', target: '/v1/messages', body })
  await gateway.upstream(0).request(0)
  expect(requests.list()).toMatchObject([
    { state: 'waiting', attempt: 1, channelName: 'channel-1', responseBytes: 0, streaming: true },
  ])
  beforeEach.release(2)
  await (await connection.answer()).readEvent()
  expect(requests.list()[0]).toMatchObject({ state: 'streaming' })
  expect(requests.list()[0]?.responseBytes).toBeGreaterThan(0)
  connection.reset()
  await (await gateway.upstream(0).request(0)).closed
  await gateway.proxy.close()
  expect([requests.list(), requests.started()]).toEqual([[], 1])
})
