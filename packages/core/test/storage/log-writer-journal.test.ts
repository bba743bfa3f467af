import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLogWriter, type LogWriterOptions } from '../../src/observe/log-writer.js'
import { createFakeClock } from '../../src/testing/fake-clock.js'
import { sampleEntry } from '../../src/testing/store-contract-samples.js'
import { createMemoryJournal, createScriptedLogs, settle, upTo } from './scripted-logs.js'

function setUp(options: Partial<LogWriterOptions> = {}) {
  const clock = createFakeClock()
  const logs = createScriptedLogs()
  const journal = options.journal ?? createMemoryJournal()
  const writer = createLogWriter({ logs, clock, batchSize: 10, ...options, journal })
  let attempt = 0
  const push = (count: number) => {
    for (let index = 0; index < count; index++) writer.push(sampleEntry({ attempt: attempt++ }))
  }
  return { clock, logs, journal, writer, push }
}

describe('createLogWriter with a journal', () => {
  it('leaves the journal alone while the store works', async () => {
    const { writer, push } = setUp()
    push(95)
    await writer.flush()
    expect(writer.counters()).toMatchObject({ written: 95, spilled: 0 })
  })

  it('spills what is due while the store fails, then writes all of it in order', async () => {
    const { clock, logs, writer, push } = setUp()
    logs.fail('before')
    push(45)
    await settle()
    expect(writer.counters()).toMatchObject({ queued: 15, journaled: 30, spilled: 30 })
    clock.advance(500)
    await settle()
    expect(writer.counters()).toMatchObject({ queued: 10, journaled: 35, spilled: 35 })
    logs.recover()
    push(3)
    await writer.flush()
    expect(await logs.attempts()).toEqual(upTo(48))
    expect(writer.counters()).toMatchObject({ queued: 0, journaled: 0, written: 48, dropped: 0 })
  })

  it('goes back to direct writes once the journal is empty', async () => {
    const { logs, writer, push } = setUp()
    logs.fail('before')
    push(20)
    await settle()
    logs.recover()
    await writer.flush()
    const { spilled } = writer.counters()
    push(50)
    await writer.flush()
    expect(writer.counters()).toMatchObject({ written: 70, spilled })
  })

  it('spills when a store that hangs lets too much pile up', async () => {
    const { logs, writer, push } = setUp({ spillAt: 50 })
    const release = logs.hold()
    push(50)
    await settle()
    expect(writer.counters().spilled).toBe(0)
    push(100)
    await settle()
    expect(writer.counters()).toMatchObject({ queued: 10, journaled: 140 })
    release()
    await writer.flush()
    expect(await logs.attempts()).toEqual(upTo(150))
  })

  it('keeps in memory what the journal has no room for', async () => {
    const { logs, writer, push } = setUp({ journal: createMemoryJournal(25) })
    logs.fail('before')
    push(60)
    await settle()
    expect(writer.counters()).toMatchObject({ queued: 40, journaled: 20, dropped: 0 })
    logs.recover()
    await writer.flush()
    expect(await logs.attempts()).toEqual(upTo(60))
  })

  it('close leaves the rest in the journal for the next process', async () => {
    const { logs, journal, writer, push } = setUp()
    logs.fail('before')
    push(33)
    await writer.close()
    expect(writer.counters()).toMatchObject({ queued: 0, written: 0, dropped: 0 })
    expect(journal.size).toBe(33)

    const next = setUp({ journal })
    await next.writer.close()
    expect((await next.logs.attempts()).sort((a, b) => a - b)).toEqual(upTo(33))
  })

  it('replays at start, before anything is pushed', async () => {
    const journal = createMemoryJournal()
    await journal.append(upTo(25).map((attempt) => sampleEntry({ attempt })))
    const { logs } = setUp({ journal })
    await settle()
    expect(await logs.attempts()).toEqual(upTo(25))
    expect(journal.size).toBe(0)
  })

  it('does not write again what was written but not yet discarded when the process stopped', async () => {
    const { logs, journal } = setUp()
    const entries = upTo(25).map((attempt) => sampleEntry({ attempt }))
    await logs.append(entries.slice(0, 7))
    await journal.append(entries)
    const writer = createLogWriter({ logs, journal, batchSize: 10 })
    await writer.close()
    expect(await logs.attempts()).toEqual(upTo(25))
  })

  it('loses, repeats and reorders nothing, whatever the store does meanwhile', async () => {
    const step = fc.oneof(
      fc.record({ push: fc.integer({ min: 1, max: 35 }) }),
      fc.record({ advance: fc.constantFrom(100, 500, 2_000, 60_000) }),
      fc.record({ store: fc.constantFrom('works', 'before', 'after', 'hangs') }),
      fc.constant('settle'),
      fc.constant('flush'),
    )
    const capacity = fc.constantFrom(0, 15, Number.POSITIVE_INFINITY)
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), capacity, async (steps, room) => {
        const journal = createMemoryJournal(room)
        const { clock, logs, writer, push } = setUp({ journal, spillAt: 40, queueLimit: 100_000 })
        let pushed = 0
        let release = () => {}
        for (const action of steps) {
          if (action === 'settle') await settle()
          else if (action === 'flush') void writer.flush()
          else if ('push' in action) {
            push(action.push)
            pushed += action.push
          } else if ('advance' in action) clock.advance(action.advance)
          else {
            release()
            if (action.store === 'works') logs.recover()
            else if (action.store === 'hangs') release = logs.hold()
            else logs.fail(action.store === 'before' ? 'before' : 'after')
          }
          if (action !== 'settle') continue
          const { queued, journaled, written, dropped } = writer.counters()
          expect(dropped).toBe(0)
          expect(queued + journaled + written).toBe(pushed)
        }
        release()
        logs.recover()
        await writer.close()
        expect(await logs.attempts()).toEqual(upTo(pushed))
        expect(writer.counters()).toMatchObject({ queued: 0, journaled: 0, dropped: 0 })
      }),
      { numRuns: 200 },
    )
  })
})
