import { expect, it } from 'vitest'
import { createPriceTable } from '../../src/index.js'
import { answer, connectRaw, createGate } from '../../src/testing.js'
import { COST, PRICES } from '../tokens/token-gateway.js'
import { message, startGateway } from './gateway.js'

const stream = message({ stream: true })

it.each(['gzip', 'br'] as const)(
  'closes and flushes only when %s answers are read',
  async (encoding) => {
    const gateway = await startGateway()
    gateway.upstream(0).always(answer({ encoding }))
    for (let round = 1; round <= 5; round++) {
      await Promise.all([gateway.post(stream), gateway.post(stream), gateway.post(stream)])
      await gateway.proxy.logs.flush()
      expect(await gateway.store.logs.list({ limit: 100 })).toHaveLength(3 * round)
    }
    await Promise.all([gateway.post(stream), gateway.post(stream), gateway.post(stream)])
    await gateway.proxy.close()
    expect(await gateway.store.logs.list({ limit: 100 })).toHaveLength(18)
    expect(gateway.proxy.logs.counters().dropped).toBe(0)
  },
)

it('records the streams that end while it closes, and what cools by them', async () => {
  const gateway = await startGateway()
  const end = createGate()
  gateway.upstream(0).next(answer({ cutAt: { events: 3 }, beforeEnd: end, ending: 'close' }))
  const connection = await connectRaw(gateway.url)
  connection.send({ method: 'POST', target: '/v1/messages', body: JSON.stringify(stream) })
  const reply = await connection.answer()
  for (let event = 0; event < 3; event++) await reply.readEvent()
  const closed = gateway.proxy.close()
  end.release()
  await reply.rest()
  await closed
  expect(await gateway.store.logs.list({ limit: 10 })).toMatchObject([{ outcome: 'cut' }])
  expect(await gateway.store.cooldowns.list()).toMatchObject([{ cause: 'connection' }])
})

it('answers while prices are being loaded, and records what it cost', async () => {
  let finish = () => {}
  let loading: Promise<void> | undefined = new Promise((resolve) => {
    finish = () => {
      loading = undefined
      resolve()
    }
  })
  const prices = createPriceTable(
    {},
    {
      price: (model) => (loading ? undefined : PRICES.price(model)),
      loading: () => loading,
    },
  )
  const gateway = await startGateway({ prices })
  expect((await gateway.post(message())).status).toBe(200)
  expect(gateway.proxy.logs.counters()).toMatchObject({ queued: 0, written: 0 })
  finish()
  await gateway.proxy.logs.flush()
  expect(await gateway.store.logs.list({ limit: 10 })).toMatchObject([
    { outcome: 'relayed', costMicroUsd: COST },
  ])
})
