import { silentLogger } from '@ccload/core'
import { createFakeClock } from '@ccload/core/testing'
import { expect, it, vi } from 'vitest'
import { createDeliveries, RETRY_AFTER_MS } from './deliveries.js'
import type { Delivery } from './send-webhook.js'

const FAILED = { kind: 'failed', statusCode: 503, reason: 'busy' } as const
const settled = () => new Promise(setImmediate)

function setUp(outcome: () => Delivery) {
  const clock = createFakeClock()
  const send = vi.fn(async () => outcome())
  const warn = vi.fn()
  const deliveries = createDeliveries({ send, clock, logger: { ...silentLogger, warn } })
  const after = async (ms: number) => {
    clock.advance(ms)
    await settled()
    return send.mock.calls.length
  }
  return { deliveries, send, warn, after }
}

it('tries again, ever later, and gives up', async () => {
  const { deliveries, warn, after } = setUp(() => FAILED)
  deliveries.push({ id: '1', body: '{}' })
  expect(await after(0)).toBe(1)
  for (const [tries, ms] of RETRY_AFTER_MS.entries()) {
    expect(await after(ms - 1)).toBe(tries + 1)
    expect(await after(1)).toBe(tries + 2)
  }
  expect(warn).toHaveBeenCalledOnce()
  expect(await after(3_600_000)).toBe(RETRY_AFTER_MS.length + 1)
})

it('stops once it is accepted', async () => {
  let isUp = false
  const { deliveries, warn, after } = setUp(() =>
    isUp ? { kind: 'accepted', statusCode: 204 } : FAILED,
  )
  deliveries.push({ id: '1', body: '{}' })
  await after(0)
  isUp = true
  expect(await after(RETRY_AFTER_MS[0])).toBe(2)
  expect(await after(3_600_000)).toBe(2)
  expect(warn).not.toHaveBeenCalled()
})

it('does not try again where it was refused', async () => {
  const { deliveries, warn, after } = setUp(() => ({ ...FAILED, kind: 'refused' }))
  deliveries.push({ id: '1', body: '{}' })
  expect(await after(3_600_000)).toBe(1)
  expect(warn).toHaveBeenCalledOnce()
})

it('keeps a hundred at most, and none once it is closed', async () => {
  const { deliveries, after } = setUp(() => FAILED)
  for (let id = 0; id < 103; id++) deliveries.push({ id: String(id), body: '{}' })
  expect(await after(0)).toBe(103)
  expect(await after(RETRY_AFTER_MS[0])).toBe(203)
  deliveries.close()
  expect(await after(3_600_000)).toBe(203)
})
