import { expect, it } from 'vitest'
import { answer, apiError, connectRaw, createGate } from '../../src/testing.js'
import { message, startGateway } from './gateway.js'

it('writes one log entry per attempt, under the request’s id', async () => {
  const gateway = await startGateway({ channels: [{ priority: 1 }, {}] })
  gateway.upstream(0).next(apiError(529, 'overloaded_error', 'too much'))
  await gateway.post(message({ stream: true }), ['X-Claude-Code-Session-Id', 's-1'])
  await gateway.proxy.close()
  const [second, first] = await gateway.store.logs.list({ limit: 10 })
  expect(first).toMatchObject({
    attempt: 1,
    channelName: 'channel-1',
    statusCode: 529,
    message: 'overloaded_error: too much',
    keyMask: '****',
    sessionId: 's-1',
    streaming: true,
    firstEventMs: null,
  })
  expect(second).toMatchObject({
    requestId: first?.requestId,
    attempt: 2,
    channelName: 'channel-2',
    statusCode: 200,
    message: '',
    model: 'claude-sonnet-4-5',
    upstreamModel: 'claude-sonnet-4-5',
    clientIp: '127.0.0.1',
    usage: { inputTokens: expect.any(Number), outputTokens: expect.any(Number) },
  })
})

it('tells with each entry what its plan left out, and until when', async () => {
  const gateway = await startGateway({ channels: [{ priority: 1 }, {}] })
  gateway.upstream(0).next(apiError(529, 'overloaded_error'))
  for (let sent = 0; sent < 3; sent += 1) await gateway.post()
  await gateway.proxy.close()
  const entries = await gateway.store.logs.list({ limit: 10 })
  const [third, second, retry, first] = entries
  // Both attempts are of the plan that was made before anything had failed.
  expect([first?.plan, retry?.plan]).toEqual([null, null])
  const until = gateway.clock.now() + 1_000
  const leftOut = [{ channelId: 1, reason: 'cooling', until }]
  expect(second?.plan).toEqual({ strategy: 'affinity', ready: 1, leftOut, more: 0 })
  expect(third?.plan).toBe(second?.plan)
})

it('tells how long it took to get a connection, and that there was none', async () => {
  const gateway = await startGateway({ channels: [{ priority: 1, url: 'http://127.0.0.1:1' }, {}] })
  await gateway.post()
  await gateway.proxy.close()
  const [answered, refused] = await gateway.store.logs.list({ limit: 2 })
  expect([refused?.connectMs, answered?.connectMs]).toEqual([null, 0])
  expect([refused?.queueMs, answered?.queueMs]).toEqual([0, 0])
})

it('counts what an aborted stream used, blames nobody, and stops the upstream', async () => {
  const gateway = await startGateway()
  const beforeEach = createGate()
  gateway.upstream(0).next(answer({ beforeEach }))
  const connection = await connectRaw(gateway.url)
  const body = JSON.stringify(message({ stream: true }))
  connection.send({ method: 'POST', target: '/v1/messages', body })
  beforeEach.release(2)
  await (await connection.answer()).readEvent()
  connection.reset()
  await (await gateway.upstream(0).request(0)).closed
  await gateway.proxy.close()
  expect(await gateway.store.logs.list({ limit: 10 })).toMatchObject([
    { statusCode: 499, message: 'the client left', usage: { inputTokens: expect.any(Number) } },
  ])
  expect(gateway.proxy.cooldowns.list()).toEqual([])
})

it('records a stream that broke off, and cools its model', async () => {
  const gateway = await startGateway()
  gateway.upstream(0).next(answer({ cutAt: { events: 3 }, ending: 'reset' }))
  const reply = await gateway.post(message({ stream: true }))
  expect(reply.status).toBe(200)
  expect(reply.ending).not.toBe('complete')
  await gateway.proxy.close()
  expect(await gateway.store.logs.list({ limit: 1 })).toMatchObject([
    { statusCode: 200, message: expect.stringContaining('broke off') },
  ])
  expect(gateway.proxy.cooldowns.list()).toMatchObject([{ scope: 'model', cause: 'connection' }])
})
