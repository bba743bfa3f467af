import { describe, expect, it } from 'vitest'
import { bareEntry, sampleEntry } from '../testing/store-contract-samples.js'
import { addEntry, addFigures, addLatencies, createFigures, NO_FIGURES } from './figures.js'
import { slotOf } from './histogram.js'
import type { LogEntry } from './log-entry.js'

function figuresOf(...entries: LogEntry[]) {
  const sums = createFigures()
  for (const entry of entries) addEntry(sums, entry)
  return sums
}

function latenciesOf(entry: LogEntry) {
  const sums = createFigures()
  addLatencies(sums, entry)
  return sums
}

/** The slots that anything fell into, and how much. */
function filled(histogram: readonly number[]): [slot: number, count: number][] {
  return [...histogram.entries()].filter(([, count]) => count !== 0)
}

describe('the sums of an entry', () => {
  it('count a request and its attempt, tokens by kind, and money', () => {
    expect(figuresOf(sampleEntry())).toEqual({
      ...NO_FIGURES,
      entries: 1,
      requests: 1,
      successes: 1,
      attempts: 1,
      inputTokens: 11,
      outputTokens: 22,
      cacheReadTokens: 33,
      cacheWrite5mTokens: 44,
      cacheWrite1hTokens: 55,
      costMicroUsd: 12_345,
    })
  })

  it.each([
    ['relayed', 'successes', 0],
    ['rejected', 'clientErrors', 0],
    ['aborted', 'aborts', 0],
    ['answer', 'failures', 1],
  ] as const)('of a request that ended %s are %s', (outcome, name, failedAttempts) => {
    const bare = { usage: null, costMicroUsd: null, outcome }
    expect(figuresOf(sampleEntry(bare))).toEqual({
      ...NO_FIGURES,
      entries: 1,
      requests: 1,
      attempts: 1,
      failedAttempts,
      [name]: 1,
    })
  })

  it('count no request where another attempt followed', () => {
    const { requests, failures, attempts, failedAttempts } = figuresOf(
      sampleEntry({ final: false, outcome: 'network' }),
    )
    expect({ requests, failures, attempts, failedAttempts }).toEqual({
      requests: 0,
      failures: 0,
      attempts: 1,
      failedAttempts: 1,
    })
  })

  it('count no attempt where no channel was tried', () => {
    const { entries, failures, attempts, failedAttempts } = figuresOf(
      bareEntry({ outcome: 'no-candidate' }),
    )
    expect({ entries, failures, attempts, failedAttempts }).toEqual({
      entries: 1,
      failures: 1,
      attempts: 0,
      failedAttempts: 0,
    })
  })

  it('tell tokens without a price from no tokens at all', () => {
    expect(figuresOf(sampleEntry({ costMicroUsd: null })).unpriced).toBe(1)
    expect(figuresOf(sampleEntry({ costMicroUsd: null, usage: null })).unpriced).toBe(0)
    expect(figuresOf(sampleEntry({ costMicroUsd: 0 })).unpriced).toBe(0)
  })

  it.each([
    [Number.NaN, 0],
    [-5, 0],
    [1.5, 2],
    [1e300, 1e12],
    [Number.POSITIVE_INFINITY, 1e12],
  ])('take an amount of %d for %d', (costMicroUsd, amount) => {
    expect(figuresOf(sampleEntry({ costMicroUsd })).costMicroUsd).toBe(amount)
  })
})

describe('the latencies of an entry', () => {
  it('are those of its first event and of its end', () => {
    const { firstEvent, duration } = latenciesOf(sampleEntry())
    expect([filled(firstEvent), filled(duration)]).toEqual([
      [[slotOf(321), 1]],
      [[slotOf(4321), 1]],
    ])
  })

  it('are not those of an end that was no success, nor of an answer that never began', () => {
    const cut = latenciesOf(sampleEntry({ outcome: 'cut' }))
    expect([filled(cut.firstEvent), filled(cut.duration)]).toEqual([[[slotOf(321), 1]], []])
    const empty = latenciesOf(sampleEntry({ firstEventMs: null }))
    expect([filled(empty.firstEvent), filled(empty.duration)]).toEqual([[], [[slotOf(4321), 1]]])
  })
})

describe('figures of two sets', () => {
  it('add up, name by name and slot by slot', () => {
    const entries = [
      sampleEntry(),
      sampleEntry({ firstEventMs: 5, outcome: 'aborted' }),
      sampleEntry(),
    ]
    const whole = figuresOf(...entries)
    for (const entry of entries) addLatencies(whole, entry)
    const sum = createFigures()
    for (const entry of entries) {
      const part = figuresOf(entry)
      addLatencies(part, entry)
      addFigures(sum, part)
    }
    expect(sum).toEqual(whole)
    expect(filled(sum.firstEvent)).toEqual([
      [slotOf(5), 1],
      [slotOf(321), 2],
    ])
    expect(filled(sum.duration)).toEqual([[slotOf(4_321), 2]])
    expect(sum.entries).toBe(3)
  })

  it('leave nothing behind in the figures of nothing', () => {
    addFigures(createFigures(), figuresOf(sampleEntry()))
    expect(figuresOf()).toEqual(NO_FIGURES)
    expect(Object.isFrozen(NO_FIGURES)).toBe(true)
  })
})
