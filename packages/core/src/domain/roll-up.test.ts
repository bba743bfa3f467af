import fc from 'fast-check'
import { expect, it } from 'vitest'
import { sampleEntry } from '../testing/store-contract-samples.js'
import { addFigures, createFigures } from './figures.js'
import { LOG_OUTCOMES, type LogEntry } from './log-entry.js'
import { type RollupCell, rollUp, SPAN_MS } from './roll-up.js'

const entry: fc.Arbitrary<LogEntry> = fc
  .record({
    time: fc.integer({ min: 0, max: 3 * SPAN_MS.day }),
    channelId: fc.constantFrom(null, 1, 2),
    model: fc.constantFrom('a', 'b'),
    tokenName: fc.constantFrom(null, 't'),
    outcome: fc.constantFrom(...LOG_OUTCOMES),
    final: fc.boolean(),
    firstEventMs: fc.option(fc.nat(10_000)),
    costMicroUsd: fc.option(fc.nat(1_000)),
  })
  .map((fields) => sampleEntry(fields))

const entries = fc.array(entry, { maxLength: 40 })

function placeOf({ span, dimension, bucket, channelId, name }: RollupCell): string {
  return JSON.stringify([span, dimension, bucket, channelId, name])
}

function toMap(cells: readonly RollupCell[]) {
  return new Map(cells.map((cell) => [placeOf(cell), cell.figures]))
}

it('gives one cell per place, in the same order for all writers', () => {
  fc.assert(
    fc.property(entries, (list) => {
      const places = rollUp(list).map(placeOf)
      expect(new Set(places).size).toBe(places.length)
      expect(rollUp([...list].reverse()).map(placeOf)).toEqual(places)
    }),
  )
})

it('adds up to the same, in one write or in two', () => {
  fc.assert(
    fc.property(entries, fc.nat(40), (list, cut) => {
      const whole = toMap(rollUp(list))
      const merged = new Map<string, ReturnType<typeof createFigures>>()
      for (const cell of [...rollUp(list.slice(0, cut)), ...rollUp(list.slice(cut))]) {
        const sum = merged.get(placeOf(cell)) ?? createFigures()
        addFigures(sum, cell.figures)
        merged.set(placeOf(cell), sum)
      }
      expect(merged).toEqual(whole)
    }),
  )
})

it('counts each entry once per span and dimension, and each request in one class', () => {
  fc.assert(
    fc.property(entries, (list) => {
      const totals = new Map<string, ReturnType<typeof createFigures>>()
      for (const { span, dimension, figures } of rollUp(list)) {
        const sum = totals.get(`${span} ${dimension}`) ?? createFigures()
        addFigures(sum, figures)
        totals.set(`${span} ${dimension}`, sum)
      }
      for (const [place, sum] of totals) {
        expect(sum.entries, place).toBe(list.length)
        expect(sum.requests).toBe(list.filter(({ final }) => final).length)
        expect(sum.successes + sum.clientErrors + sum.aborts + sum.failures).toBe(sum.requests)
      }
    }),
  )
})

it('tells apart what each dimension is about', () => {
  const hours = rollUp([sampleEntry()]).filter((cell) => cell.span === 'hour')
  const subjects = hours.map(({ dimension, channelId, channelName, name }) => [
    dimension,
    channelId,
    channelName,
    name,
  ])
  expect(subjects).toEqual([
    ['all', null, null, null],
    ['channel', 7, 'main', null],
    ['channel_model', 7, 'main', 'claude-opus-4-5'],
    ['model', null, null, 'claude-opus-4-5'],
    ['token', null, null, 'laptop'],
  ])
})

it('orders cells by span, dimension, bucket, channel and name', () => {
  fc.assert(
    fc.property(entries, (list) => {
      const places = rollUp(list).map((cell): (string | number)[] => [
        cell.span,
        cell.dimension,
        cell.bucket,
        cell.channelId ?? 0,
        cell.name ?? '',
      ])
      for (const [at, place] of places.entries()) {
        const before = places[at - 1]
        if (before === undefined) continue
        const first = place.findIndex((part, level) => part !== before[level])
        expect((place[first] ?? '') > (before[first] ?? '')).toBe(true)
      }
    }),
  )
})

it('has latencies', () => {
  const { figures } = rollUp([sampleEntry()]).find((cell) => cell.dimension === 'all') ?? {}
  const sum = (histogram: readonly number[] = []) => histogram.reduce((a, b) => a + b, 0)
  expect([sum(figures?.firstEvent), sum(figures?.duration)]).toEqual([1, 1])
})

it('counts an attempt where it began', () => {
  const cells = rollUp([sampleEntry({ time: 90_000_000 + 61_000 })])
  const buckets = cells.filter((cell) => cell.dimension === 'all').map((cell) => cell.bucket)
  expect(buckets.sort((a, b) => a - b)).toEqual([86_400_000, 90_000_000, 90_060_000])
})
