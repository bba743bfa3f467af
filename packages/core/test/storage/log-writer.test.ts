import { describe, expect, it, vi } from 'vitest'
import { createLogWriter } from '../../src/observe/log-writer.js'
import { silentLogger } from '../../src/ports/logger.js'
import { createFakeClock } from '../../src/testing/fake-clock.js'
import { sampleEntry } from '../../src/testing/store-contract-samples.js'
import { createScriptedLogs, settle, upTo } from './scripted-logs.js'

function setUp(options: { batchSize?: number; queueLimit?: number } = {}) {
  const clock = createFakeClock()
  const logs = createScriptedLogs()
  const logger = { ...silentLogger, warn: vi.fn(), info: vi.fn() }
  const writer = createLogWriter({ logs, clock, logger, batchSize: 200, ...options })
  let attempt = 0
  const push = (count: number) => {
    for (let index = 0; index < count; index++) writer.push(sampleEntry({ attempt: attempt++ }))
  }
  return { clock, logs, logger, writer, push }
}

describe('createLogWriter', () => {
  it('writes nothing before a batch is full or its time has come', async () => {
    const { clock, logs, writer, push } = setUp()
    push(199)
    clock.advance(499)
    await settle()
    expect(logs.batches).toEqual([])
    expect(writer.counters()).toEqual({
      queued: 199,
      journaled: 0,
      written: 0,
      spilled: 0,
      dropped: 0,
    })
  })

  it('writes a batch as soon as it is full', async () => {
    const { logs, push } = setUp()
    push(450)
    await settle()
    expect(logs.batches).toEqual([200, 200])
  })

  it('writes a thousand entries at once unless told otherwise', async () => {
    const logs = createScriptedLogs()
    const writer = createLogWriter({ logs, clock: createFakeClock() })
    for (const attempt of upTo(2_500)) writer.push(sampleEntry({ attempt }))
    await settle()
    expect(logs.batches).toEqual([1_000, 1_000])
  })

  it('writes what there is 500 ms after the first entry of a batch', async () => {
    const { clock, logs, writer, push } = setUp()
    push(1)
    clock.advance(400)
    push(2)
    clock.advance(100)
    await settle()
    expect(logs.batches).toEqual([3])
    expect(writer.counters()).toMatchObject({ queued: 0, written: 3 })
    expect(clock.pending).toBe(0)
  })

  it('has one write under way at a time and keeps the order', async () => {
    const { logs, writer, push } = setUp()
    const release = logs.hold()
    push(1_000)
    await settle()
    expect(logs.batches).toEqual([200])
    release()
    await writer.flush()
    expect(logs.mostAtOnce).toBe(1)
    expect(await logs.attempts()).toEqual(upTo(1_000))
  })

  it('joins small batches while a write is under way', async () => {
    const { clock, logs, writer, push } = setUp()
    const release = logs.hold()
    push(200)
    for (let interval = 0; interval < 50; interval++) {
      push(3)
      clock.advance(500)
    }
    release()
    await writer.flush()
    expect(logs.batches).toEqual([200, 150])
  })

  it('flush writes everything at once', async () => {
    const { logs, writer, push } = setUp()
    push(7)
    await writer.flush()
    expect(await logs.attempts()).toEqual(upTo(7))
    await writer.flush()
    expect(logs.batches).toEqual([7])
  })

  it('close writes everything and takes nothing more', async () => {
    const { clock, logs, writer, push } = setUp()
    push(405)
    await writer.close()
    expect(await logs.attempts()).toEqual(upTo(405))
    push(2)
    await writer.close()
    expect(logs.batches).toEqual([200, 200, 5])
    expect(writer.counters()).toMatchObject({ queued: 0, written: 405, dropped: 2 })
    expect(clock.pending).toBe(0)
  })

  it('close waits for the write that is under way', async () => {
    const { logs, writer, push } = setUp()
    const release = logs.hold()
    push(200)
    let isClosed = false
    const closed = writer.close().then(() => {
      isClosed = true
    })
    push(1)
    await settle()
    expect(isClosed).toBe(false)
    release()
    await closed
    expect(writer.counters()).toMatchObject({ written: 200, dropped: 1 })
  })
})

describe('createLogWriter with a failing store', () => {
  it('tries again after 0.5, 1, 2 ... 30 seconds and loses nothing', async () => {
    const { clock, logs, writer, push } = setUp()
    logs.fail('before')
    push(200)
    await settle()
    for (const [tries, delay] of [
      500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000,
    ].entries()) {
      expect(logs.batches).toHaveLength(tries + 1)
      clock.advance(delay - 1)
      await settle()
      expect(logs.batches).toHaveLength(tries + 1)
      clock.advance(1)
      await settle()
    }
    push(50)
    logs.recover()
    clock.advance(30_000)
    await settle()
    expect(await logs.attempts()).toEqual(upTo(250))
    expect(writer.counters()).toMatchObject({ queued: 0, written: 250, dropped: 0 })
  })

  it('warns once when it begins to fail and tells when it works again', async () => {
    const { clock, logs, logger, push } = setUp()
    logs.fail('before')
    push(200)
    await settle()
    clock.advance(500)
    await settle()
    expect(logger.warn).toHaveBeenCalledTimes(1)
    logs.recover()
    clock.advance(1_000)
    await settle()
    expect(logger.info).toHaveBeenCalledExactlyOnceWith({ failures: 2 }, expect.any(String))
  })

  it('does not write twice what was written though the write failed', async () => {
    const { clock, logs, writer, push } = setUp()
    logs.fail('after')
    push(200)
    await settle()
    logs.recover()
    clock.advance(500)
    await settle()
    push(1)
    await writer.flush()
    expect(await logs.attempts()).toEqual(upTo(201))
  })

  it('flush gives up after one try, and the rest waits on', async () => {
    const { logs, writer, push } = setUp()
    logs.fail('before')
    push(5)
    await writer.flush()
    expect(writer.counters()).toMatchObject({ queued: 5, written: 0 })
    logs.recover()
    await writer.flush()
    expect(writer.counters()).toMatchObject({ queued: 0, written: 5 })
  })

  it('keeps entries up to its bound, counts what is beyond and warns once per burst', async () => {
    const { logs, logger, writer, push } = setUp({ batchSize: 10, queueLimit: 100 })
    logs.fail('before')
    push(150)
    await settle()
    expect(writer.counters()).toMatchObject({ queued: 100, dropped: 50 })
    const warnings = () => logger.warn.mock.calls.filter(([, text]) => text.includes('dropped'))
    expect(warnings()).toHaveLength(1)

    logs.recover()
    await writer.flush()
    push(1)
    await writer.flush()
    expect(await logs.attempts()).toEqual([...upTo(100), 150])
    expect(logger.info).toHaveBeenCalledWith({ dropped: 50 }, expect.any(String))

    logs.fail('before')
    push(150)
    expect(warnings()).toHaveLength(2)
  })

  it('close tries once more and counts what is lost', async () => {
    const { clock, logs, writer, push } = setUp()
    logs.fail('before')
    push(450)
    await settle()
    await writer.close()
    expect(writer.counters()).toMatchObject({ queued: 0, written: 0, dropped: 450 })
    expect(clock.pending).toBe(0)
  })

  it('survives a store that throws instead of rejecting', async () => {
    const { writer, logs, push } = setUp()
    const append = vi.spyOn(logs, 'append').mockImplementationOnce(() => {
      throw new Error('broken')
    })
    push(200)
    await writer.flush()
    expect(append).toHaveBeenCalled()
    await writer.flush()
    expect(writer.counters()).toMatchObject({ queued: 0, written: 200 })
  })
})
