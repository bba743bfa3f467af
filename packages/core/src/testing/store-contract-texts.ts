import assert from 'node:assert/strict'
import type { LogEntry, StoredLogEntry } from '../domain/log-entry.js'
import type { LogFilter, LogStore } from '../ports/store.js'
import type { Check } from './store-contract.js'
import { sampleEntry } from './store-contract-samples.js'

const START = 1_700_000_000_000
const MINUTE = 60_000

/** More than any page, and more than a store may look at one by one. */
const MANY = 4_500

function failure(attempt: number, fields: Partial<LogEntry>): LogEntry {
  const failed = { outcome: 'answer', statusCode: 529, usage: null } as const
  return sampleEntry({ attempt, time: START + attempt * MINUTE, ...failed, ...fields })
}

/** All pages of a listing, by the numbers that the entries have as attempts. */
async function readPages(logs: LogStore, filter: LogFilter, limit: number): Promise<number[]> {
  const seen: number[] = []
  let last: StoredLogEntry | undefined
  do {
    const page = await logs.list({ ...filter, beforeId: last?.id, limit })
    seen.push(...page.map(({ attempt }) => attempt))
    last = page.length < limit ? undefined : page.at(-1)
  } while (last !== undefined)
  return seen
}

/** What a store promises of finding a text in messages. */
export function textPromises(check: Check): void {
  /** One message in many entries, some that few have, and successes in between. */
  async function fill(logs: LogStore): Promise<LogEntry[]> {
    const entries = Array.from({ length: 400 }, (_, n) => {
      if (n % 10 === 0) return sampleEntry({ attempt: n, time: START + n * MINUTE })
      const channelId = 1 + (n % 3)
      if (n % 7 === 0) return failure(n, { channelId, message: `Overloaded (request ${n})` })
      if (n % 97 === 1) return failure(n, { channelId, message: 'Quota used up', statusCode: 402 })
      const [model, tokenName] = [n % 2 === 0 ? 'a' : 'b', n % 5 === 1 ? 'desk' : 'laptop']
      return failure(n, { channelId, model, tokenName, message: 'overloaded_error: Overloaded' })
    })
    for (let at = 0; at < entries.length; at += 90) await logs.append(entries.slice(at, at + 90))
    return entries
  }

  const filters: [string, LogFilter][] = [
    ['that many messages have', { text: 'overloaded' }],
    ['that one message has', { text: 'OVERLOADED_ERROR' }],
    ['that few entries have', { text: 'quota' }],
    ['of one entry', { text: 'request 77)' }],
    ['that nobody has', { text: 'no such text' }],
    ['and a channel', { text: 'overloaded', channelId: 2 }],
    ['and a channel that nobody has', { text: 'overloaded', channelId: 9 }],
    ['and a model', { text: 'over', model: 'b' }],
    ['and a token', { text: 'over', tokenName: 'desk' }],
    ['and a status', { text: 'o', status: { min: 402, max: 402 } }],
    ['and a class of statuses', { text: 'o', status: { min: 500, max: 599 } }],
    ['and failure', { text: 'used', status: 'error' }],
    ['and success, which has no message', { text: 'o', status: 'ok' }],
    [
      'and a stretch of time',
      { text: 'o', since: START + 99 * MINUTE, until: START + 301 * MINUTE },
    ],
    ['before anything', { text: 'o', until: START }],
    ['and a session', { text: 'o', sessionId: 'session-1' }],
  ]
  for (const [title, filter] of filters) {
    check(`a text ${title} is found, page by page, and counted`, async ({ logs }) => {
      const entries = await fill(logs)
      const { text = '', channelId, model, tokenName, status, since = 0, until = 2e15 } = filter
      const expected = entries
        .filter((entry) => {
          const statusCode = typeof status === 'object' ? status : { min: 0, max: 999 }
          return (
            status !== 'ok' &&
            entry.message.toLowerCase().includes(text.toLowerCase()) &&
            entry.channelId === (channelId ?? entry.channelId) &&
            entry.model === (model ?? entry.model) &&
            entry.tokenName === (tokenName ?? entry.tokenName) &&
            entry.sessionId === (filter.sessionId ?? entry.sessionId) &&
            entry.statusCode >= statusCode.min &&
            entry.statusCode <= statusCode.max &&
            entry.time >= since &&
            entry.time < until
          )
        })
        .map(({ attempt }) => attempt)
        .reverse()
      for (const limit of [7, 60]) assert.deepEqual(await readPages(logs, filter, limit), expected)
      assert.equal(await logs.count(filter, 1_000), expected.length)
      assert.equal(await logs.count(filter, 5), Math.min(5, expected.length))
    })
  }

  check('a text that very many messages have is found among them all', async ({ logs }) => {
    const entries = Array.from({ length: MANY }, (_, n) =>
      failure(n, { channelId: n === 8 ? 8 : 1, message: `Overloaded (request ${n})` }),
    )
    for (let at = 0; at < MANY; at += 1_500) await logs.append(entries.slice(at, at + 1_500))
    const numbers = entries.map(({ attempt }) => attempt).reverse()
    const filter = { text: 'overloaded' }
    assert.deepEqual(await readPages(logs, filter, 1_000), numbers)
    assert.equal(await logs.count(filter, 10_000), MANY)
    assert.equal(await logs.count(filter, 3_000), 3_000)
    assert.deepEqual(await readPages(logs, { ...filter, channelId: 8 }, 10), [8])
    assert.equal(await logs.count({ ...filter, channelId: 8 }, 3_000), 1)
    assert.equal(await logs.count({ ...filter, until: START + 100 * MINUTE }, 3_000), 100)
  })

  check(
    'a text is found whatever letters it has, and only as it stands there',
    async ({ logs }) => {
      const messages = [
        'Quota: 100% of A_B',
        'quota: 1000 of AxB',
        'Überlastet',
        "it's \\ !%_!",
        '请求过多',
      ]
      await logs.append(messages.map((message, attempt) => failure(attempt, { message })))
      const found = (text: string) => readPages(logs, { text }, 10)
      assert.deepEqual(await found('100%'), [0])
      assert.deepEqual(await found('a_b'), [0])
      assert.deepEqual(await found('quota: 100'), [1, 0])
      assert.deepEqual(await found('ÜberLAST'), [2])
      assert.deepEqual(await found('!%_!'), [3])
      assert.deepEqual(await found("'S \\"), [3])
      assert.deepEqual(await found('过多'), [4])
    },
  )

  check(
    'a text is found in entries that come late, and of one instant in order',
    async ({ logs }) => {
      const message = 'late'
      await logs.append([
        failure(5, { message }),
        failure(6, { message: 'LATE as well', time: START }),
      ])
      await logs.append([failure(1, { message }), failure(7, { message, time: START })])
      await logs.append([failure(9, { message: 'too late', time: START })])
      assert.deepEqual(await readPages(logs, { text: 'late' }, 2), [5, 1, 9, 7, 6])
      assert.deepEqual(await readPages(logs, { text: 'late', since: START + 1 }, 2), [5, 1])
    },
  )

  check('a text is found in what is left when old entries are gone', async ({ logs, upkeep }) => {
    await logs.append([
      failure(1, { message: 'old' }),
      failure(2, { message: 'both' }),
      failure(3, { message: 'both' }),
    ])
    const before = START + 3 * MINUTE
    for (const removed of [1, 1, 0]) assert.equal(await upkeep.removeLogs(before, 1), removed)
    assert.deepEqual(await readPages(logs, { text: 'o' }, 10), [3])
    assert.equal(await logs.count({ text: 'o' }, 10), 1)
    await logs.append([failure(4, { message: 'old' })])
    assert.deepEqual(await readPages(logs, { text: 'o' }, 10), [4, 3])
  })
}
