import { expect, it } from 'vitest'
import { answer, connectRaw, createGate, type FakeClock, hang, stall } from '../../src/testing.js'
import { message, startGateway } from './gateway.js'

const stream = message({ stream: true })
const head = {
  method: 'POST',
  target: '/v1/messages',
  headers: ['Content-Type', 'application/json'],
}
const send = async (url: string) => {
  const connection = await connectRaw(url)
  connection.send({ ...head, body: JSON.stringify(stream) })
  return connection
}

/** Lets the clock run, as bytes arrive that a timer may depend on, until something has happened. */
async function passTimeUntil<T>(clock: FakeClock, happens: Promise<T>): Promise<T> {
  let pending = true
  const settled = happens.finally(() => {
    pending = false
  })
  while (pending) {
    clock.advance(1_000)
    await new Promise(setImmediate)
  }
  return settled
}

it('goes on to the next channel when the first gives no answer in time', async () => {
  const gateway = await startGateway({
    channels: [{ priority: 1 }, {}],
    settings: { streamFirstEventTimeoutMs: 5_000 },
  })
  gateway.upstream(0).next(hang())
  const connection = await send(gateway.url)
  const hanging = await gateway.upstream(0).request(0)
  gateway.clock.advance(5_000)
  expect((await (await connection.answer()).rest()).toString()).toContain('channel-2')
  await hanging.closed
  expect(gateway.proxy.cooldowns.list()).toMatchObject([{ channelId: 1, cause: 'timeout' }])
})

it('goes on to the next channel when the first only pings', async () => {
  const gateway = await startGateway({
    channels: [{ priority: 1 }, {}],
    settings: { streamFirstEventTimeoutMs: 5_000 },
  })
  const pings = createGate()
  gateway.upstream(0).next(stall(0, pings))
  const connection = await send(gateway.url)
  pings.release(3)
  await pings.reached(4)
  gateway.clock.advance(5_000)
  expect((await (await connection.answer()).rest()).toString()).toContain('channel-2')
})

it('lets a silent answer through after a while, pings included, rather than stay silent', async () => {
  const gateway = await startGateway({ settings: { streamFirstEventTimeoutMs: 0 } })
  const pings = createGate()
  gateway.upstream(0).next(stall(0, pings))
  const connection = await send(gateway.url)
  pings.release()
  const answer = await passTimeUntil(gateway.clock, connection.answer())
  expect(answer.status).toBe(200)
  expect(await answer.readEvent()).toContain('ping')
  connection.reset()
})

it('breaks a stream off that lives on pings alone', async () => {
  const gateway = await startGateway({ channels: [{}], settings: { maxPingOnlyMs: 60_000 } })
  const pings = createGate()
  gateway.upstream(0).next(stall(2, pings))
  const connection = await send(gateway.url)
  const answer = await connection.answer()
  await answer.readEvent()
  gateway.clock.advance(60_000)
  pings.release()
  await answer.readEvent()
  gateway.clock.advance(60_000 / 16)
  await answer.rest()
  expect(answer.ending).not.toBe('complete')
  await (await gateway.upstream(0).request(0)).closed
})

it('ends an answer soon after its end marker, though the upstream does not', async () => {
  const gateway = await startGateway({ channels: [{}] })
  gateway.upstream(0).next(answer({ ending: 'hang' }))
  const connection = await send(gateway.url)
  const reply = await connection.answer()
  for (;;) if ((await reply.readEvent())?.includes('message_stop')) break
  gateway.clock.advance(1_000)
  await reply.rest()
  expect(reply.ending).toBe('complete')
  await (await gateway.upstream(0).request(0)).closed
})

it('answers 504 when the time for the whole request is up', async () => {
  const gateway = await startGateway({ channels: [{}], settings: { requestTimeoutMs: 9_000 } })
  gateway.upstream(0).next(hang())
  const connection = await send(gateway.url)
  const hanging = await gateway.upstream(0).request(0)
  gateway.clock.advance(9_000)
  const reply = await connection.answer()
  expect(reply.status).toBe(504)
  expect((await reply.rest()).toString()).toContain('9000 ms')
  await hanging.closed
  expect(gateway.proxy.cooldowns.list()).toEqual([])
})
