import { describe, expect, it } from 'vitest'
import { answer, connectRaw, createGate, type Gate, type RawConnection } from '../../src/testing.js'
import { COST, PRICES } from '../tokens/token-gateway.js'
import { type Gateway, message, startGateway } from './gateway.js'

const oneAtOnce = { limits: { requestsPerMinute: null, concurrent: 1, dailyCostMicroUsd: null } }

/** A gateway whose only channel takes one request at once and answers when it is told to. */
async function startFull(): Promise<{ gateway: Gateway; gate: Gate }> {
  const gateway = await startGateway({ channels: [oneAtOnce] })
  const gate = createGate()
  gateway.upstream(0).always(answer({ beforeEach: gate }))
  return { gateway, gate }
}

/** Sends a request that names itself, and waits until the proxy has it. */
async function begin(gateway: Gateway, name: string): Promise<RawConnection> {
  const begun = new Promise<unknown>((resolve) => {
    const stop = gateway.proxy.on('request-started', () => resolve(stop()))
  })
  const connection = await connectRaw(gateway.url)
  const headers = ['x-name', name]
  connection.send({
    method: 'POST',
    target: '/v1/messages',
    headers,
    body: JSON.stringify(message()),
  })
  await begun
  return connection
}

const served = (gateway: Gateway) =>
  gateway.upstream(0).requests.map((request) => request.header('x-name'))

describe('where all channels are full', () => {
  it('requests wait in line, and are served in the order in which they came', async () => {
    const { gateway, gate } = await startFull()
    const connections: RawConnection[] = []
    for (const name of ['a', 'b', 'c']) connections.push(await begin(gateway, name))
    await gateway.upstream(0).request(0)
    expect(served(gateway)).toEqual(['a'])
    gate.open()
    for (const connection of connections) expect((await connection.answer()).status).toBe(200)
    expect(served(gateway)).toEqual(['a', 'b', 'c'])
    expect(gateway.proxy.hold(1)).toBeUndefined()
  })

  it('the log tells how long a request has waited, and what for', async () => {
    const { gateway, gate } = await startFull()
    const first = await begin(gateway, 'a')
    const second = await begin(gateway, 'b')
    await gateway.upstream(0).request(0)
    gateway.clock.advance(1_500)
    const third = await begin(gateway, 'c')
    gateway.clock.advance(3_500)
    expect((await second.answer()).status).toBe(503)
    gate.open()
    expect((await first.answer()).status).toBe(200)
    expect((await third.answer()).status).toBe(200)
    await gateway.proxy.close()
    const entries = await gateway.store.logs.list({ limit: 3 })
    const full = { strategy: 'affinity', ready: 0, more: 0, leftOut: [{ reason: 'full' }] }
    const of = (statusCode: number, queueMs: number) =>
      entries.find((entry) => entry.statusCode === statusCode && entry.queueMs === queueMs)
    expect(of(503, 5_000)).toMatchObject({ connectMs: null, plan: full })
    expect(of(200, 3_500)).toMatchObject({ connectMs: 0, plan: null })
    expect(of(200, 0)).toMatchObject({ plan: null })
  })

  it('a request waits so long and no longer', async () => {
    const { gateway, gate } = await startFull()
    await begin(gateway, 'a')
    const waiting = await begin(gateway, 'b')
    gateway.clock.advance(4_999)
    expect(gateway.proxy.requests.list()).toHaveLength(2)
    gateway.clock.advance(1)
    const refusal = await waiting.answer()
    expect(refusal.status).toBe(503)
    expect(refusal.header('retry-after')).toBe('1')
    expect((await refusal.rest()).toString()).toContain('at its limit')
    expect(gateway.proxy.cooldowns.list()).toEqual([])
    gate.open()
  })

  it('a client that leaves the line does not hold up the others', async () => {
    const { gateway, gate } = await startFull()
    const first = await begin(gateway, 'a')
    const gone = await begin(gateway, 'b')
    const last = await begin(gateway, 'c')
    const ended = new Promise<unknown>((resolve) => {
      const stop = gateway.proxy.on('request-ended', () => resolve(stop()))
    })
    gone.reset()
    await ended
    gate.open()
    expect((await first.answer()).status).toBe(200)
    expect((await last.answer()).status).toBe(200)
    expect(served(gateway)).toEqual(['a', 'c'])
  })

  it('a higher limit lets them in at once', async () => {
    const { gateway, gate } = await startFull()
    await begin(gateway, 'a')
    await begin(gateway, 'b')
    await gateway.upstream(0).request(0)
    const limits = { ...oneAtOnce.limits, concurrent: 5 }
    await gateway.store.channels.update(1, { limits })
    await begin(gateway, 'c')
    await gateway.upstream(0).request(2)
    expect(served(gateway).sort()).toEqual(['a', 'b', 'c'])
    gate.open()
  })

  it('nobody waits where that is switched off', async () => {
    const { gateway, gate } = await startFull()
    gateway.proxy.configure({ maxQueueMs: 0 })
    await begin(gateway, 'a')
    expect((await gateway.post()).status).toBe(503)
    gate.open()
  })
})

it('nobody waits while another channel has room', async () => {
  const gateway = await startGateway({ channels: [{ ...oneAtOnce, priority: 1 }, {}] })
  const gate = createGate()
  gateway.upstream(0).always(answer({ beforeEach: gate }))
  await begin(gateway, 'a')
  expect((await gateway.post()).body.toString()).toContain('channel-2')
  gate.open()
})

it('a channel that has cost what it may cost today is passed over, a restart later too', async () => {
  const limits = { requestsPerMinute: null, concurrent: null, dailyCostMicroUsd: 2 * COST }
  const gateway = await startGateway({ prices: PRICES, channels: [{ limits, priority: 1 }, {}] })
  const { store, clock } = gateway
  const answered = async (by: Gateway) => /channel-\d/.exec((await by.post()).body.toString())?.[0]
  expect(await answered(gateway)).toBe('channel-1')
  expect(await answered(gateway)).toBe('channel-1')
  expect(await answered(gateway)).toBe('channel-2')
  expect(gateway.proxy.hold(1)).toBe('budget-used-up')
  await gateway.proxy.close()
  const restarted = await startGateway({ prices: PRICES, store, clock, channels: [] })
  expect(await answered(restarted)).toBe('channel-2')
})
