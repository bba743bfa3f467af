import { EMPTY_HISTOGRAM, type Histogram, slotOf } from './histogram.js'
import type { LogEntry } from './log-entry.js'
import { toOutcomeClass } from './outcome-class.js'

/** The figures that are plain sums. */
export const SUM_NAMES = [
  'entries',
  'requests',
  'successes',
  'clientErrors',
  'aborts',
  'failures',
  'attempts',
  'failedAttempts',
  'inputTokens',
  'outputTokens',
  'cacheReadTokens',
  'cacheWrite5mTokens',
  'cacheWrite1hTokens',
  'costMicroUsd',
  'unpriced',
] as const

/** One of {@link SUM_NAMES}. */
export type SumName = (typeof SUM_NAMES)[number]

/** The figures that are histograms of latencies: each takes a store more work than all sums. */
export const LATENCY_NAMES = ['firstEvent', 'duration'] as const

/** One of {@link LATENCY_NAMES}. */
export type LatencyName = (typeof LATENCY_NAMES)[number]

/** The names of all figures. */
export const FIGURE_NAMES = [...SUM_NAMES, ...LATENCY_NAMES] as const

/** The name of a sum or of a histogram. */
export type FigureName = (typeof FIGURE_NAMES)[number]

/** The figures that are plain sums, of a set of attempts. */
export type SumFigures = Readonly<Record<SumName, number>>

/**
 * What statistics say about a set of attempts. A request counts once, where it ended, and is one of
 * `successes`, `clientErrors`, `aborts` and `failures`. Attempts count each, and so do the tokens
 * and the money that they used, whatever came of them. Figures of disjoint sets add up.
 */
export interface Figures extends SumFigures {
  /** Log entries: the attempts, and the requests that no channel was tried for. */
  readonly entries: number
  /** Attempts whose tokens are known and whose price is not: their cost is missing from the sum. */
  readonly unpriced: number
  /** Milliseconds until answers began, of the attempts that were answered. */
  readonly firstEvent: Histogram
  /** Milliseconds that attempts took, of those that succeeded. */
  readonly duration: Histogram
}

/** Figures that are being added up. */
export type FigureSums = Record<SumName, number> & {
  readonly firstEvent: number[]
  readonly duration: number[]
}

/** Sums of nothing, to add to. */
export function createSums(): Record<SumName, number> {
  return {
    entries: 0,
    requests: 0,
    successes: 0,
    clientErrors: 0,
    aborts: 0,
    failures: 0,
    attempts: 0,
    failedAttempts: 0,
    inputTokens: 0,
    outputTokens: 0,
    cacheReadTokens: 0,
    cacheWrite5mTokens: 0,
    cacheWrite1hTokens: 0,
    costMicroUsd: 0,
    unpriced: 0,
  }
}

/**
 * Figures of nothing, to add to. Written out: to add to an object that was spread from another one
 * takes the engine twice the time.
 */
export function createFigures(): FigureSums {
  return {
    entries: 0,
    requests: 0,
    successes: 0,
    clientErrors: 0,
    aborts: 0,
    failures: 0,
    attempts: 0,
    failedAttempts: 0,
    inputTokens: 0,
    outputTokens: 0,
    cacheReadTokens: 0,
    cacheWrite5mTokens: 0,
    cacheWrite1hTokens: 0,
    costMicroUsd: 0,
    unpriced: 0,
    firstEvent: [...EMPTY_HISTOGRAM],
    duration: [...EMPTY_HISTOGRAM],
  }
}

/** Figures of nothing. */
export const NO_FIGURES: Figures = Object.freeze(createFigures())

/** Adds the second figures to the first. */
export function addFigures(sums: FigureSums, figures: Figures): void {
  addSums(sums, figures)
  addHistogram(sums.firstEvent, figures.firstEvent)
  addHistogram(sums.duration, figures.duration)
}

/** Adds the second sums to the first. */
export function addSums(sums: Record<SumName, number>, figures: SumFigures): void {
  for (const name of SUM_NAMES) sums[name] += figures[name]
}

/** Adds what an entry stands for, but its latencies. Values that are no counts add nothing. */
export function addEntry(sums: Record<SumName, number>, entry: LogEntry): void {
  const { usage } = entry
  const outcome = toOutcomeClass(entry.outcome)
  sums.entries++
  if (entry.channelId !== null) {
    sums.attempts++
    if (outcome === 'failure') sums.failedAttempts++
  }
  if (entry.final) {
    sums.requests++
    sums[CLASS_SUMS[outcome]]++
  }
  if (usage !== null) {
    sums.inputTokens += toAmount(usage.inputTokens)
    sums.outputTokens += toAmount(usage.outputTokens)
    sums.cacheReadTokens += toAmount(usage.cacheReadTokens)
    sums.cacheWrite5mTokens += toAmount(usage.cacheWrite5mTokens)
    sums.cacheWrite1hTokens += toAmount(usage.cacheWrite1hTokens)
    if (entry.costMicroUsd === null) sums.unpriced++
  }
  sums.costMicroUsd += toAmount(entry.costMicroUsd)
}

/** Adds an entry's latencies. */
export function addLatencies(sums: FigureSums, entry: LogEntry): void {
  if (entry.firstEventMs !== null) count(sums.firstEvent, entry.firstEventMs)
  if (toOutcomeClass(entry.outcome) === 'success') count(sums.duration, entry.durationMs)
}

const CLASS_SUMS = {
  success: 'successes',
  'client-error': 'clientErrors',
  abort: 'aborts',
  failure: 'failures',
} as const

/** More than any attempt uses, and little enough for billions of them to add up exactly. */
const LARGEST_AMOUNT = 1e12

function toAmount(value: number | null): number {
  return value !== null && value > 0 ? Math.min(Math.round(value), LARGEST_AMOUNT) : 0
}

function count(histogram: number[], durationMs: number): void {
  const slot = slotOf(durationMs)
  histogram[slot] = (histogram[slot] ?? 0) + 1
}

function addHistogram(sums: number[], histogram: Histogram): void {
  for (const [slot, added] of histogram.entries()) {
    if (added > 0) sums[slot] = (sums[slot] ?? 0) + added
  }
}
