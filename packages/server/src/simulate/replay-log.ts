import { setImmediate } from 'node:timers/promises'
import {
  type ProxySettings,
  type SimulationReport,
  type Store,
  type StoredLogEntry,
  type StrategyName,
  simulation,
} from '@ccload/core'

/** What is to be replayed, and how. */
export interface ReplayOptions {
  readonly store: Pick<Store, 'logs' | 'channels'>
  /** From this instant on, epoch milliseconds. */
  readonly since: number
  /** One report for each. */
  readonly policies: readonly StrategyName[]
  /** The same seed gives the same reports. */
  readonly seed: number
  readonly settings: Partial<ProxySettings>
}

/** What came of a replay. */
export interface Replay {
  /** Log entries that were replayed. */
  readonly entries: number
  /** Whether there were more than are replayed at once: the oldest were left out. */
  readonly truncated: boolean
  readonly reports: ReadonlyMap<StrategyName, SimulationReport>
}

/** More would need much memory, and hardly change the picture. */
const MAX_ENTRIES = 50_000
const PAGE = 1000

/** Streams that are being relayed meanwhile wait no longer than that. */
const SLICE_MS = 4

/**
 * Replays what the log has recorded under other policies. Works in slices, so that a server can do
 * it beside its requests.
 */
export async function replayLog(options: ReplayOptions): Promise<Replay> {
  const { store, since, policies, seed, settings } = options
  const channels = await store.channels.list()
  const entries = await readEntries(store, since)
  const { maxCooldownMs, maxResetMs, jitter } = settings
  const cooling = Object.fromEntries(
    Object.entries({ maxCooldownMs, maxResetMs, jitter }).filter(
      ([, value]) => value !== undefined,
    ),
  )
  const reports = new Map<StrategyName, SimulationReport>()
  for (const policy of policies) {
    const steps = simulation({ channels, entries, policy, seed, settings: cooling })
    reports.set(policy, await runInSlices(steps))
  }
  return { entries: entries.length, truncated: entries.length === MAX_ENTRIES, reports }
}

/** The newest first, page by page. */
async function readEntries(store: Pick<Store, 'logs'>, since: number): Promise<StoredLogEntry[]> {
  const entries: StoredLogEntry[] = []
  let beforeId: number | undefined
  while (entries.length < MAX_ENTRIES) {
    const page = await store.logs.list({ since, limit: PAGE, beforeId })
    entries.push(...page)
    beforeId = page.at(-1)?.id
    if (page.length < PAGE) break
  }
  return entries.slice(0, MAX_ENTRIES)
}

async function runInSlices<R>(steps: Generator<unknown, R>): Promise<R> {
  for (;;) {
    const sliceEnd = performance.now() + SLICE_MS
    do {
      const step = steps.next()
      if (step.done === true) return step.value
    } while (performance.now() < sliceEnd)
    await setImmediate()
  }
}
