import { expect, it } from 'vitest'
import type { LogRow } from '../../api/logs.js'
import { toSpans } from './to-spans.js'

const START = Date.parse('2026-01-01T00:00:00.000Z')

function attempt(row: Partial<LogRow> & { startMs?: number }): LogRow {
  const { startMs = 0, ...rest } = row
  const time = new Date(START + startMs).toISOString()
  const lengths = { queue_ms: 0, connect_ms: null, first_event_ms: null, duration_ms: 0 }
  return { attempt: 1, time, ...lengths, ...rest } as LogRow
}

const phasesOf = (rows: LogRow[]) =>
  toSpans(rows).spans.map(({ phases }) =>
    phases.map(({ name, startMs, durationMs }) => [name, startMs, durationMs]),
  )

it('lays the four parts of an attempt one after another', () => {
  const row = attempt({ queue_ms: 30, connect_ms: 20, first_event_ms: 120, duration_ms: 500 })
  expect(phasesOf([row])).toEqual([
    [
      ['queued', 0, 30],
      ['connect', 30, 20],
      ['waiting', 50, 100],
      ['stream', 150, 380],
    ],
  ])
  expect(toSpans([row]).totalMs).toBe(530)
})

it('leaves out what took no time or is not known', () => {
  expect(phasesOf([attempt({ first_event_ms: 40, duration_ms: 100 })])).toEqual([
    [
      ['waiting', 0, 40],
      ['stream', 40, 60],
    ],
  ])
  expect(phasesOf([attempt({ connect_ms: 5, duration_ms: 90 })])).toEqual([
    [
      ['connect', 0, 5],
      ['waiting', 5, 85],
    ],
  ])
})

it('shows that an attempt never got on a connection', () => {
  expect(phasesOf([attempt({ outcome: 'network', duration_ms: 90 })])).toEqual([
    [['connect', 0, 90]],
  ])
})

it('puts a later attempt where it began, whatever the order of the rows', () => {
  const first = attempt({ queue_ms: 10, duration_ms: 50 })
  const second = attempt({ attempt: 2, startMs: 52, first_event_ms: 8, duration_ms: 20 })
  const { spans, totalMs } = toSpans([second, first])
  expect(spans.map((span) => span.attempt.attempt)).toEqual([1, 2])
  expect(spans[1]?.phases[0]).toEqual({ name: 'waiting', startMs: 62, durationMs: 8 })
  expect(totalMs).toBe(82)
})

it('has a length even where nothing took time', () => {
  expect(toSpans([attempt({})])).toMatchObject({ totalMs: 1, spans: [{ phases: [] }] })
})
