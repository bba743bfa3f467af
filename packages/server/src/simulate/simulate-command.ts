import { parseArgs } from 'node:util'
import { CcloadError, type SimulationReport, STRATEGIES, type StrategyName } from '@ccload/core'
import { createKyselyStore } from '@ccload/core/kysely'
import { loadConfig, toDatabaseFlag } from '../config.js'
import { openExisting } from '../database/open-existing.js'
import { type Replay, replayLog } from './replay-log.js'

const HELP = `Usage: ccload simulate [options]

Replays the requests of the log under other policies, and compares what would have come of them.

  --from <time>     how far back: 90m, 24h, 7d (default 24h)
  --policy <name>   ${STRATEGIES.join(', ')}; more than once to
                    compare them (default: all)
  --seed <number>   the same seed gives the same result (default 1)
  --db <path|url>   database (SQLITE_PATH or CCLOAD_DATABASE_URL, default data/ccload.db)
  --json            the reports as JSON
`

/** `ccload simulate`: reads the database, beside a running server too, and changes nothing. */
export async function simulateCommand(
  args: string[],
  options: {
    print: (text: string) => void
    now?: () => number
    environment?: Parameters<typeof loadConfig>[0]
  },
): Promise<void> {
  const { print, now = Date.now, environment } = options
  const { values } = parseArgs({
    args,
    options: {
      from: { type: 'string', default: '24h' },
      policy: { type: 'string', multiple: true, default: [] },
      seed: { type: 'string', default: '1' },
      db: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return print(HELP)
  const chosen = values.policy.map(toPolicy)
  const policies = chosen.length > 0 ? chosen : STRATEGIES
  const since = now() - toMs(values.from)
  const seed = toSeed(values.seed)
  const config = loadConfig({ ...environment, flags: toDatabaseFlag(values.db) })
  const store = createKyselyStore({ dialect: await openExisting(config) })
  try {
    const replay = await replayLog({ store, since, policies, seed, settings: {} })
    print(values.json ? toJson(replay) : toTable(replay))
  } finally {
    await store.close()
  }
}

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

function toMs(text: string): number {
  const [, count, unit = ''] = /^(\d{1,6})([mhd])$/.exec(text) ?? []
  const ms = Number(count) * (UNITS[unit] ?? Number.NaN)
  if (!(ms > 0)) throw wrong('--from expects a time such as 90m, 24h or 7d')
  return ms
}

function toPolicy(name: string): StrategyName {
  const known = STRATEGIES.find((strategy) => strategy === name)
  if (known === undefined) throw wrong(`--policy expects one of ${STRATEGIES.join(', ')}`)
  return known
}

function toSeed(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw wrong('--seed expects a whole number')
  return Number(text)
}

function wrong(message: string): CcloadError {
  return new CcloadError('invalid_option', message)
}

function toJson({ entries, truncated, reports }: Replay): string {
  return `${JSON.stringify({ entries, truncated, ...Object.fromEntries(reports) }, null, 2)}\n`
}

function toTable({ entries, truncated, reports }: Replay): string {
  const [first] = reports.values()
  if (first === undefined || first.requests === 0) return 'The log has no requests of that time.\n'
  const oldest = truncated ? ', the oldest left out' : ''
  const channels = first.channels.map(({ name }) => name)
  const rows = [
    ['policy', 'answered', 'refused', 'failovers', 'added p95', 'cache hits', ...channels],
    ...[...reports].map(([policy, report]) => [policy, ...toCells(report)]),
  ]
  const head = `${first.requests} requests from ${entries} log entries${oldest}\n\n`
  return `${head}${align(rows)}\n\nThe last columns are the channels' shares. Cache hits are an estimate.\n`
}

function toCells(report: SimulationReport): string[] {
  const { answered, refused, failovers, addedLatencyMs, cacheHits, continued, channels } = report
  return [
    String(answered),
    String(refused),
    String(failovers),
    `${Math.round(addedLatencyMs.p95)} ms`,
    toPercent(cacheHits, continued),
    ...channels.map((channel) => toPercent(channel.share, 1)),
  ]
}

function toPercent(part: number, whole: number): string {
  return whole === 0 ? '-' : `${Math.round((part / whole) * 100)} %`
}

function align(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0))) ?? []
  const pad = (cell: string, at: number) =>
    at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)
  return rows.map((row) => row.map(pad).join('  ')).join('\n')
}
