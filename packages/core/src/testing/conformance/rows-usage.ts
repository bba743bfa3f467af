import assert from 'node:assert/strict'
import type { LogEntry } from '../../domain/log-entry.js'
import type { Behaviour } from '../behaviour.js'
import { answer, apiError, errorEvent } from '../behaviours.js'
import { SAMPLE_USAGE } from '../messages-api.js'
import { askWith, type ConformanceBench, type ConformanceRow } from './bench.js'
import { eventually } from './deadline.js'

const LOG_LIMIT_MS = 5_000

/** What the log says of a request, where the log can be seen. */
export const usageRows: readonly ConformanceRow[] = [
  usageRow(
    'stream',
    'of a stream: input from its start, the last cumulative output',
    answer(),
    true,
  ),
  usageRow('message', 'of a message', answer(), false),
  usageRow('gzip', 'of a gzip stream, decoded on the side', answer({ encoding: 'gzip' }), true),
  usageRow('br', 'of a br message, decoded on the side', answer({ encoding: 'br' }), false),
  {
    id: 'usage.abort',
    contract: 'A client that leaves is logged as 499, with what was used until then.',
    needs: 'logs',
    async check(bench) {
      const mark = await loggedRequests(bench)
      await bench.upstreams.next(answer({ cutAt: { events: 3 }, ending: 'hang' }))
      const connection = await bench.connect()
      connection.send(bench.toRequest(bench.stream()))
      await (await connection.answer()).readEvent()
      connection.reset()
      const [entry] = await entriesAfter(bench, mark, 1)
      assert.equal(entry?.statusCode, 499)
      assert.equal(entry?.usage?.inputTokens, SAMPLE_USAGE.inputTokens)
      assert.equal(entry?.usage?.cacheReadTokens, SAMPLE_USAGE.cacheReadTokens)
    },
  },
  {
    id: 'usage.attempts',
    contract: 'Each attempt is logged, all under the id of their request.',
    needs: 'logs',
    async check(bench) {
      const mark = await loggedRequests(bench)
      await askWith(bench, [apiError(529, 'overloaded_error')])
      const entries = await entriesAfter(bench, mark, 2)
      const inOrder = [...entries].sort((one, other) => one.attempt - other.attempt)
      assert.deepEqual(
        inOrder.map((entry) => [entry.attempt, entry.statusCode]),
        [
          [1, 529],
          [2, 200],
        ],
      )
      assert.equal(inOrder[0]?.requestId, inOrder[1]?.requestId)
      assert.notEqual(inOrder[0]?.channelId, inOrder[1]?.channelId)
    },
  },
  {
    id: 'usage.attempts-encoded',
    contract: 'So is an attempt whose encoded answer never reached the client.',
    needs: 'logs',
    async check(bench) {
      const mark = await loggedRequests(bench)
      await askWith(bench, [{ ...errorEvent(), encoding: 'gzip' }], bench.stream())
      const entries = await entriesAfter(bench, mark, 2)
      assert.deepEqual(entries.map(({ attempt }) => attempt).sort(), [1, 2])
    },
  },
  {
    id: 'usage.secrets',
    contract: 'Neither token nor key nor the managed-settings checksum stands in the log.',
    needs: 'logs',
    async check(bench) {
      const mark = await loggedRequests(bench)
      const checksum = ['x-claude-code-managed-settings-checksum', 'sha256:0a1b2c3d']
      await askWith(bench, [apiError(500, 'api_error')], bench.message(checksum))
      const entries = JSON.stringify(await entriesAfter(bench, mark, 2))
      const [request] = await bench.upstreams.received()
      const key = request?.header('x-api-key') ?? request?.header('authorization')?.slice(7)
      assert.ok(key && !entries.includes(key), 'the key is in the log')
      assert.ok(!entries.includes(bench.gateway.token), 'the token is in the log')
      assert.ok(!entries.includes('0a1b2c3d'), 'the checksum is in the log')
    },
  },
]

function usageRow(id: string, what: string, behaviour: Behaviour, stream: boolean): ConformanceRow {
  return {
    id: `usage.${id}`,
    contract: `The tokens ${what} are logged, cache writes by lifetime.`,
    needs: 'logs',
    async check(bench) {
      const mark = await loggedRequests(bench)
      const accept = ['Accept-Encoding', 'gzip, br']
      await askWith(bench, [behaviour], stream ? bench.stream(accept) : bench.message(accept))
      const [entry] = await entriesAfter(bench, mark, 1)
      assert.equal(entry?.statusCode, 200)
      assert.deepEqual(entry?.usage, SAMPLE_USAGE)
    },
  }
}

type Logs = () => Promise<readonly LogEntry[]>

function logsOf(bench: ConformanceBench): Logs {
  if (!bench.gateway.logs) throw new Error('the log cannot be seen')
  return bench.gateway.logs
}

/** What is in the log already, so that later entries can be told from it. */
async function loggedRequests(bench: ConformanceBench): Promise<ReadonlySet<string>> {
  return new Set((await logsOf(bench)()).map((entry) => entry.requestId))
}

/** The entries of requests that are not in `before`, as soon as there are so many. */
function entriesAfter(bench: ConformanceBench, before: ReadonlySet<string>, count: number) {
  return eventually(LOG_LIMIT_MS, `${count} log entries`, async () => {
    const entries = await logsOf(bench)()
    const fresh = entries.filter(({ requestId }) => !before.has(requestId))
    return fresh.length >= count ? fresh : undefined
  })
}
