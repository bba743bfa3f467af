import { gunzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import type { Capture, CapturedAttempt, CaptureSubject, Logger } from '../../src/index.js'
import {
  answer,
  apiError,
  connectRaw,
  createGate,
  hang,
  resetBeforeHeaders,
} from '../../src/testing.js'
import { message, startGateway } from './gateway.js'

const text = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString()

/** Captures everything, or what `wants` says. */
function createCapture(options: { maxBytes?: number; wants?: (of: CaptureSubject) => boolean }) {
  const taken: CapturedAttempt[] = []
  const asked: CaptureSubject[] = []
  const capture: Capture = {
    isOn: true,
    open(subject) {
      asked.push(subject)
      if (options.wants?.(subject) === false) return undefined
      return { maxBytes: options.maxBytes, take: (captured) => void taken.push(captured) }
    },
  }
  return { capture, taken, asked }
}

it('captures what went to the upstream and what came back, to the byte', async () => {
  const { capture, taken } = createCapture({})
  const gateway = await startGateway({ capture })
  const sent = JSON.stringify(message({ stream: true }))
  const reply = await gateway.post(sent, ['X-Api-Key', 'a-client'], '/v1/messages?beta=true')
  const received = await gateway.upstream(0).request(0)
  expect(taken).toMatchObject([
    {
      attempt: 1,
      time: gateway.clock.now(),
      channelId: 1,
      tokenId: null,
      tokenName: null,
      ending: 'relayed',
      request: { method: 'POST', url: `${gateway.upstream(0).url}/v1/messages?beta=true` },
      answer: { status: 200, body: { totalBytes: reply.body.length } },
    },
  ])
  const [captured] = taken
  expect(text(captured?.request.body.bytes)).toBe(sent)
  expect(received.body.toString()).toBe(sent)
  expect(text(captured?.answer?.body.bytes)).toBe(reply.body.toString())
  expect(captured?.request.headers).toContain('sk-upstream-1')
  expect(captured?.request.headers).not.toContain('a-client')
})

it('captures each attempt of a failover by itself', async () => {
  const { capture, taken } = createCapture({})
  const gateway = await startGateway({ capture, channels: [{ priority: 2 }, { priority: 1 }, {}] })
  gateway.upstream(0).next(apiError(529, 'overloaded_error', 'too much'))
  gateway.upstream(1).next(resetBeforeHeaders())
  await gateway.post()
  expect(taken).toMatchObject([
    { attempt: 1, channelId: 1, ending: 'answer', answer: { status: 529 } },
    { attempt: 2, channelId: 2, ending: 'network', answer: null },
    { attempt: 3, channelId: 3, ending: 'relayed', answer: { status: 200 } },
  ])
  expect(new Set(taken.map(({ requestId }) => requestId)).size).toBe(1)
  expect(text(taken[0]?.answer?.body.bytes)).toContain('too much')
  expect(taken.map(({ request }) => text(request.body.bytes))).toEqual(
    Array.from({ length: 3 }, () => JSON.stringify(message())),
  )
})

it('captures an encoded answer as it came, and the error inside a 200', async () => {
  const { capture, taken } = createCapture({})
  const gateway = await startGateway({ capture, channels: [{ priority: 1 }, {}] })
  const failed = { errorEvent: { after: 0, type: 'overloaded_error', message: 'not now' } }
  gateway.upstream(0).next(answer(failed))
  gateway.upstream(1).next(answer({ encoding: 'gzip' }))
  await gateway.post(message({ stream: true }))
  expect(taken.map(({ ending }) => ending)).toEqual(['error-in-200', 'relayed'])
  expect(gunzipSync(taken[1]?.answer?.body.bytes ?? Buffer.of()).toString()).toContain(
    'message_stop',
  )
})

it('has of an aborted stream what had come', async () => {
  const { capture, taken } = createCapture({})
  const gateway = await startGateway({ capture })
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
  expect(taken).toMatchObject([{ ending: 'aborted', answer: { status: 200 } }])
  expect(text(taken[0]?.answer?.body.bytes)).toContain('message_start')
  expect(text(taken[0]?.answer?.body.bytes)).not.toContain('message_stop')
})

it('tells that the time was up', async () => {
  const { capture, taken } = createCapture({})
  const gateway = await startGateway({ capture, settings: { requestTimeoutMs: 1_000 } })
  gateway.upstream(0).next(hang())
  const reply = gateway.post()
  await gateway.upstream(0).request(0)
  gateway.clock.advance(1_000)
  await reply
  expect(taken).toMatchObject([{ ending: 'timed-out', durationMs: 1_000, answer: null }])
})

it('keeps no more of either body than the sink wants', async () => {
  const { capture, taken } = createCapture({ maxBytes: 50 })
  const gateway = await startGateway({ capture })
  const sent = JSON.stringify(message({ system: 'x'.repeat(1_000) }))
  const reply = await gateway.post(sent)
  expect(taken[0]?.request.body).toMatchObject({ totalBytes: sent.length })
  expect(text(taken[0]?.request.body.bytes)).toBe(sent.slice(0, 50))
  expect(taken[0]?.answer?.body).toMatchObject({ totalBytes: reply.body.length })
  expect(text(taken[0]?.answer?.body.bytes)).toBe(reply.body.toString().slice(0, 50))
})

it('tells whose attempt it is, and leaves out what is not wanted', async () => {
  const { capture, taken, asked } = createCapture({ wants: () => false })
  const tokens = [{ name: 'team', secret: 'team-token' }]
  const gateway = await startGateway({ capture, tokens })
  await gateway.post(message(), ['X-Api-Key', 'team-token'])
  expect(asked).toMatchObject([{ attempt: 1, channelId: 1, tokenId: null, tokenName: 'team' }])
  expect(taken).toEqual([])
})

it('is not asked while it is off', async () => {
  const { capture, asked } = createCapture({})
  const gateway = await startGateway({ capture: { ...capture, isOn: false } })
  await gateway.post()
  expect(asked).toEqual([])
})

it('answers all the same when capturing fails', async () => {
  const warnings: string[] = []
  const none = () => {}
  const warn = (_: object, what: string) => void warnings.push(what)
  const logger: Logger = { debug: none, info: none, error: none, warn }
  const broken = () => {
    throw new Error('no room')
  }
  for (const open of [broken, () => ({ take: broken })]) {
    const gateway = await startGateway({ logger, capture: { isOn: true, open } })
    expect((await gateway.post()).status).toBe(200)
  }
  expect(warnings).toEqual(['an attempt could not be captured', 'a captured attempt was not taken'])
})
