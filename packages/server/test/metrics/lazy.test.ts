import { createMemoryStore, createProxy, silentLogger } from '@ccload/core'
import { expect, it, vi } from 'vitest'
import { createMetricsSwitch, type MetricsOptions } from '../../src/metrics/metrics-switch.js'

const loaded = vi.fn()

vi.mock('prom-client', async (original) => {
  loaded()
  return await original()
})

function createSwitch(options: MetricsOptions) {
  const store = createMemoryStore()
  const proxy = createProxy({ store })
  return createMetricsSwitch(options, { proxy, store, now: Date.now, logger: silentLogger })
}

it('loads prom-client once it is wanted, and not before', async () => {
  const off = createSwitch({})
  await off.start('127.0.0.1')
  expect(off.current()).toBeUndefined()
  expect(loaded).not.toHaveBeenCalled()
  const on = createSwitch({ token: 't' })
  await on.start('127.0.0.1')
  expect(on.current()).toBeDefined()
  expect(loaded).toHaveBeenCalledOnce()
  await on.close()
})

it('opens no port for everybody without a token', async () => {
  await expect(createSwitch({ port: 0 }).start('0.0.0.0')).rejects.toThrow('CCLOAD_METRICS_TOKEN')
})
