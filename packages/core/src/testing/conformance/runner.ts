import { AssertionError } from 'node:assert'
import type { FakeAnthropic } from '../fake-anthropic.js'
import { type ConformanceRow, createConformanceBench, type GatewayUnderTest } from './bench.js'
import { within } from './deadline.js'
import { CONFORMANCE_ROWS } from './rows.js'
import { createUpstreamPair, type UpstreamPair } from './upstream-pair.js'

/** What came of one row. */
export interface RowResult {
  readonly id: string
  readonly contract: string
  readonly outcome: 'passed' | 'failed' | 'skipped'
  /** Why it failed or was skipped; empty otherwise. */
  readonly detail: string
}

/** What to check, and how to tell of it. */
export interface ConformanceOptions {
  readonly gateway: GatewayUnderTest
  /** The gateway's two upstreams: fakes of this process, or a pair reached by `connectUpstreamPair`. */
  readonly upstreams: readonly [FakeAnthropic, FakeAnthropic] | UpstreamPair
  /** Only rows whose id begins so. */
  readonly only?: string | undefined
  /** How long a row may take, in milliseconds; 15 s when left out. */
  readonly rowTimeoutMs?: number | undefined
  /** Told of each row as soon as it is known. */
  readonly onResult?: ((result: RowResult) => void) | undefined
}

/**
 * Checks a gateway against the contract that Claude Code's clients rely on, row by row. Rows are
 * independent: each begins with forgotten failures and quiet upstreams. Never rejects for a row
 * that fails.
 *
 * @example
 * const results = await runConformance({
 *   gateway: { url: 'http://127.0.0.1:8080', token: 'sk-client' },
 *   upstreams: [await createFakeAnthropic({ name: 'A' }), await createFakeAnthropic({ name: 'B' })],
 * })
 */
export async function runConformance(options: ConformanceOptions): Promise<RowResult[]> {
  const { gateway, upstreams, only = '', onResult, rowTimeoutMs = 15_000 } = options
  const pair = 'received' in upstreams ? upstreams : createUpstreamPair(upstreams)
  const results: RowResult[] = []
  for (const row of CONFORMANCE_ROWS.filter(({ id }) => id.startsWith(only))) {
    const result = await runRow(row, gateway, pair, rowTimeoutMs)
    results.push(result)
    onResult?.(result)
  }
  await pair.reset()
  return results
}

async function runRow(
  row: ConformanceRow,
  gateway: GatewayUnderTest,
  upstreams: UpstreamPair,
  timeoutMs: number,
): Promise<RowResult> {
  const { id, contract } = row
  if (row.needs && gateway[row.needs] === undefined) {
    return { id, contract, outcome: 'skipped', detail: REASONS[row.needs] }
  }
  const bench = createConformanceBench(gateway, upstreams)
  try {
    await upstreams.reset()
    await gateway.forget?.()
    await within(timeoutMs, 'the row', row.check(bench))
    return { id, contract, outcome: 'passed', detail: '' }
  } catch (cause) {
    return { id, contract, outcome: 'failed', detail: toDetail(cause) }
  } finally {
    bench.close()
  }
}

const REASONS: Readonly<Record<NonNullable<ConformanceRow['needs']>, string>> = {
  alias: 'no aliased model was named',
  logs: 'the gateway’s log cannot be seen from here',
  firstEventTimeoutMs: 'the time until an upstream is given up was not named',
}

/** One line that says what was expected and what came instead. */
function toDetail(cause: unknown): string {
  const text =
    cause instanceof AssertionError && cause.generatedMessage
      ? `expected ${shown(cause.expected)}, got ${shown(cause.actual)}`
      : String(cause instanceof Error ? cause.message : cause)
  // What follows an empty line is the values again, in the assertion library's own layout.
  return (text.split('\n\n')[0] ?? '').replaceAll(/\s+/g, ' ').slice(0, 240)
}

function shown(value: unknown): string {
  const text = value instanceof RegExp ? String(value) : JSON.stringify(value)
  return (text ?? 'nothing').slice(0, 100)
}
