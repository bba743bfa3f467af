import fc from 'fast-check'
import { expect, it } from 'vitest'
import { bareEntry, sampleEntry } from '../testing/store-contract-samples.js'
import { SUM_NAMES } from './figures.js'
import { LOG_OUTCOMES, type LogEntry } from './log-entry.js'
import { mergeSessions, type SessionSums, sumSessions } from './session-sums.js'

const entry: fc.Arbitrary<LogEntry> = fc
  .record({
    time: fc.nat(1_000),
    channelId: fc.constantFrom(null, 1),
    sessionId: fc.constantFrom(null, 's', 'S', 'é', ''),
    outcome: fc.constantFrom(...LOG_OUTCOMES),
    final: fc.boolean(),
    costMicroUsd: fc.option(fc.nat(1_000)),
  })
  .map((fields) => sampleEntry(fields))

const entries = fc.array(entry, { maxLength: 40 })

it('has each session once, by name, and nothing for entries without one', () => {
  fc.assert(
    fc.property(entries, (list) => {
      const names = sumSessions(list).map(({ name }) => name)
      const expected = new Set(list.flatMap(({ sessionId }) => sessionId ?? []))
      expect(names).toEqual([...expected].sort())
    }),
  )
  expect(sumSessions([bareEntry()])).toEqual([])
})

it('spans all attempts and counts each', () => {
  fc.assert(
    fc.property(entries, (list) => {
      for (const { name, firstAt, lastAt, figures } of sumSessions(list)) {
        const own = list.filter(({ sessionId }) => sessionId === name)
        const times = own.map(({ time }) => time)
        expect([firstAt, lastAt]).toEqual([Math.min(...times), Math.max(...times)])
        expect(figures.entries).toBe(own.length)
        expect(figures.requests).toBe(own.filter(({ final }) => final).length)
        expect(figures.costMicroUsd).toBe(
          own.reduce((sum, { costMicroUsd }) => sum + (costMicroUsd ?? 0), 0),
        )
        const { successes, clientErrors, aborts, failures, requests } = figures
        expect(successes + clientErrors + aborts + failures).toBe(requests)
      }
    }),
  )
})

it('adds up to the same, in one write or in two, in any order', () => {
  fc.assert(
    fc.property(entries, fc.nat(40), (list, cut) => {
      const merged = new Map<string, SessionSums>()
      for (const part of [list.slice(cut), list.slice(0, cut).reverse()]) {
        for (const added of sumSessions(part)) {
          const known = merged.get(added.name)
          merged.set(added.name, known === undefined ? added : mergeSessions(known, added))
        }
      }
      expect(merged).toEqual(new Map(sumSessions(list).map((sums) => [sums.name, sums])))
    }),
  )
})

it('changes nothing that it merges', () => {
  const [sums] = sumSessions([sampleEntry()])
  if (sums === undefined) throw new Error('there is one')
  const before = structuredClone(sums)
  const twice = mergeSessions(sums, sums)
  for (const name of SUM_NAMES) expect(twice.figures[name]).toBe(2 * before.figures[name])
  expect(sums).toEqual(before)
})
