import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SPAN_MS } from '../domain/roll-up.js'
import type { SeriesQuery } from '../ports/store.js'
import { sampleEntry } from '../testing/store-contract-samples.js'
import { createMemoryStats } from './memory-stats.js'
import { rememberSeries } from './remember-series.js'

const { minute: MINUTE, hour: HOUR, day: DAY } = SPAN_MS

/** Statistics beside which each series that is read is kept. */
function watchedStats(mostRows?: number) {
  const stats = createMemoryStats(100_000, () => [])
  const reads: SeriesQuery[] = []
  const series = rememberSeries((query) => {
    reads.push(query)
    return stats.series(query)
  }, mostRows)
  return { stats, reads, series }
}

const at = (time: number, model = 'a') => sampleEntry({ time, model })
const query = { dimension: 'model', from: 0, to: 3 * HOUR + 1, stepMs: 10 * MINUTE } as const

describe('rememberSeries', () => {
  it('reads of hours that are over no more than their sums', async () => {
    const { stats, reads, series } = watchedStats()
    stats.add([at(0), at(HOUR, 'b'), at(2 * HOUR), at(3 * HOUR)])
    const first = await series(query)
    expect(first).toHaveLength(4)
    reads.length = 0
    expect(await series(query)).toEqual(first)
    expect(reads.map(({ from, stepMs }) => [from, stepMs])).toEqual([
      [0, HOUR],
      [3 * HOUR, 10 * MINUTE],
    ])
  })

  it('remembers whole hours, also where a range begins within one', async () => {
    const { stats, reads, series } = watchedStats()
    stats.add([at(0), at(50 * MINUTE), at(2 * HOUR)])
    const later = { ...query, from: 30 * MINUTE, to: 4 * HOUR }
    expect((await series(later)).map(({ time }) => time / MINUTE)).toEqual([50, 120])
    reads.length = 0
    expect(await series({ ...query, to: 4 * HOUR })).toHaveLength(3)
    expect(reads).toHaveLength(1)
  })

  it('reads hours again from the first one on whose sum has changed', async () => {
    const { stats, reads, series } = watchedStats()
    stats.add([at(0), at(HOUR), at(2 * HOUR)])
    await series(query)
    stats.add([at(HOUR + 59 * MINUTE)])
    reads.length = 0
    const rows = await series(query)
    expect(rows.map(({ time }) => time / MINUTE)).toEqual([0, 60, 110, 120])
    expect(reads.map(({ from }) => from)).toEqual([0, HOUR])
  })

  it('sees a change of figures that leaves the number of entries as it is', async () => {
    const { stats, series } = watchedStats()
    const asked = { ...query, figures: ['firstEvent'] } as const
    stats.add([sampleEntry({ time: 0, firstEventMs: 5 })])
    const [before] = await series(asked)
    await stats.removeRollups('minute', 'model', HOUR)
    await stats.removeRollups('hour', 'model', DAY)
    stats.add([sampleEntry({ time: 0, firstEventMs: 50_000 })])
    const [after] = await series(asked)
    expect(before?.figures.firstEvent.indexOf(1)).toBe(0)
    expect(after?.figures.firstEvent.indexOf(1)).toBeGreaterThan(10)
  })

  it('takes steps of hours from days, and leaves alone what has no longer span or is short', async () => {
    const { stats, reads, series } = watchedStats()
    stats.add([at(0), at(DAY)])
    const spans = async (stepMs: number) => {
      reads.length = 0
      await series({ ...query, to: 3 * DAY, stepMs })
      return reads.map((read) => read.stepMs)
    }
    expect(await spans(6 * HOUR)).toEqual([DAY, 6 * HOUR])
    expect(await spans(7 * MINUTE)).toEqual([7 * MINUTE])
    expect(await spans(DAY)).toEqual([DAY])
    expect(await spans(90 * MINUTE)).toEqual([DAY, 90 * MINUTE])
    reads.length = 0
    await series({ ...query, to: 2 * DAY, stepMs: HOUR })
    expect(reads.map((read) => read.stepMs)).toEqual([HOUR])
  })

  it('gives whatever is asked for as if it had remembered nothing', async () => {
    const entry = fc.record({ time: fc.nat(5 * DAY), model: fc.constantFrom('a', 'b') })
    const ask = fc.record({
      from: fc.nat(2 * DAY),
      length: fc.nat(5 * DAY),
      stepMs: fc.constantFrom(MINUTE, 7 * MINUTE, 30 * MINUTE, HOUR, 6 * HOUR, DAY),
      dimension: fc.constantFrom('all' as const, 'model' as const, 'channel' as const),
      name: fc.constantFrom(undefined, 'a'),
    })
    const turn = fc.record({ entries: fc.array(entry, { maxLength: 5 }), ask })
    await fc.assert(
      fc.asyncProperty(fc.array(turn, { minLength: 1, maxLength: 20 }), async (turns) => {
        const { stats, series } = watchedStats()
        for (const { entries, ask: asked } of turns) {
          stats.add(entries.map(sampleEntry))
          const range = { ...asked, to: asked.from + asked.length }
          expect(await series(range)).toEqual(await stats.series(range))
        }
      }),
    )
  })

  it('forgets what was asked for longest ago', async () => {
    const { stats, reads, series } = watchedStats(25)
    stats.add(Array.from({ length: 10 }, (_, n) => at(0, `model ${n}`)))
    const ask = async (minutes: number) => {
      reads.length = 0
      await series({ ...query, to: 3 * HOUR, stepMs: minutes * MINUTE })
      return reads.length
    }
    for (const minutes of [1, 2, 1, 3]) await ask(minutes)
    expect(await ask(1)).toBe(1)
    expect(await ask(2)).toBe(2)
  })
})
