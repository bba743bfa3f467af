import { type CapturedAttempt, silentLogger } from '@ccload/core'
import { createFakeClock } from '@ccload/core/testing'
import { expect, it, vi } from 'vitest'
import type { CaptureStore } from './capture-store.js'
import { createCaptureWriter } from './capture-writer.js'
import { createMemoryCaptures } from './memory-captures.js'

const scrub = (text: string) => text.replace('secret', '****')

function capture(at: number, text = 'a secret'): CapturedAttempt {
  const bytes = Buffer.from(text)
  return {
    requestId: `req_${at}`,
    attempt: 1,
    time: at,
    durationMs: 5,
    channelId: 1,
    tokenId: null,
    tokenName: null,
    request: {
      method: 'POST',
      url: 'http://u/v1',
      headers: [],
      body: { bytes, totalBytes: bytes.length },
    },
    answer: null,
    ending: 'network',
  }
}

function setUp(change: Partial<CaptureStore> = {}, maxStoredBytes?: number) {
  const clock = createFakeClock()
  const kept = createMemoryCaptures()
  const append = vi.fn(kept.append)
  const logger = { ...silentLogger, warn: vi.fn() }
  const store = { ...kept, append, ...change }
  const writer = createCaptureWriter({ store, scrub, clock, logger, maxStoredBytes })
  const stored = async () => {
    const found = await kept.list({ limit: 1_000 })
    return found.map(({ requestId }) => requestId)
  }
  return { clock, kept, append, logger, writer, stored }
}

it('writes after a moment, many at once, without the secrets', async () => {
  const { clock, writer, append, kept } = setUp()
  for (let at = 0; at < 20; at += 1) writer.push(capture(at), 1_000)
  expect(append).not.toHaveBeenCalled()
  clock.advance(500)
  await writer.flush()
  expect(append.mock.calls.map(([captures]) => captures.length)).toEqual([16, 4])
  expect((await kept.get('req_3', 1))?.request.body.text).toBe('a ****')
})

it('removes the oldest where more is kept than there is room for', async () => {
  const { writer, stored } = setUp({}, 5_000)
  for (let at = 0; at < 20; at += 1) {
    writer.push(capture(at, 'x'.repeat(1_000)), 1_000)
    await writer.flush()
  }
  expect(await stored()).toEqual(['req_19', 'req_18', 'req_17'])
})

it('drops what comes faster than it can be written, and says so', async () => {
  const { writer, stored, logger } = setUp()
  for (let at = 0; at < 250; at += 1) writer.push(capture(at), 1_000)
  await writer.flush()
  expect(await stored()).toHaveLength(200)
  expect(logger.warn).toHaveBeenCalledWith({ dropped: 50 }, expect.any(String))
  writer.push(capture(300), 1_000)
  await writer.flush()
  expect((await stored())[0]).toBe('req_300')
})

it('has a bound in bytes as well', async () => {
  const { writer, stored } = setUp()
  const text = 'x'.repeat(10 * 1024 * 1024)
  for (let at = 0; at < 5; at += 1) writer.push(capture(at, text), 1_000)
  await writer.flush()
  expect(await stored()).toHaveLength(3)
})

it('goes on after the store has failed', async () => {
  let failures = 1
  const { writer, logger, stored, kept } = setUp({
    append(captures) {
      if (failures-- > 0) return Promise.reject(new Error('disk full'))
      return kept.append(captures)
    },
  })
  writer.push(capture(1), 1_000)
  await writer.flush()
  expect(logger.warn).toHaveBeenCalledTimes(1)
  writer.push(capture(2), 1_000)
  await writer.flush()
  expect(await stored()).toEqual(['req_2'])
})
