import assert from 'node:assert/strict'
import type { LogEntry } from '../domain/log-entry.js'
import type { SessionsQuery, Store } from '../ports/store.js'
import type { Check } from './store-contract.js'
import {
  bareEntry,
  DIFFICULT_TEXTS,
  sampleEntry,
  unreadableEntry,
} from './store-contract-samples.js'

const HOUR = 3_600_000
/** Midnight UTC. */
const START = 1_700_006_400_000
const ALL: SessionsQuery = { from: START - HOUR, to: START + 1_000 * HOUR, limit: 100 }

function at(offsetMs: number, sessionId: string | null, rest: Partial<LogEntry> = {}): LogEntry {
  return sampleEntry({ time: START + offsetMs, sessionId, ...rest })
}

/** Name, begin, end and count of entries of each session. */
async function rowsOf(store: Store, query: Partial<SessionsQuery> = {}) {
  const sessions = await store.stats.sessions({ ...ALL, ...query })
  return sessions.map(({ name, firstAt, lastAt, figures }) => {
    return [name, firstAt - START, lastAt - START, figures.entries]
  })
}

async function namesOf(store: Store, query: Partial<SessionsQuery> = {}): Promise<string[]> {
  return (await store.stats.sessions({ ...ALL, ...query })).map(({ name }) => name)
}

/** Six entries of three sessions, and one of none. */
const SOME = [
  at(0, 'a'),
  at(5, 'b', { outcome: 'answer', statusCode: 529, final: false, usage: null }),
  at(9, 'a', { outcome: 'aborted', costMicroUsd: null }),
  at(HOUR, 'b', { attempt: 2, costMicroUsd: 7 }),
  at(2 * HOUR, 'c', { channelId: null, outcome: 'no-candidate', statusCode: 503 }),
  at(3 * HOUR, 'a', { outcome: 'rejected', statusCode: 400 }),
  at(4 * HOUR, null),
]

/** What a store promises of sessions. */
export function sessionPromises(check: Check): void {
  check('a session has the sums of its entries, from the first to the last', async (store) => {
    assert.deepEqual(await store.stats.sessions(ALL), [])
    await store.logs.append(SOME)
    const [a, b, c, ...others] = await store.stats.sessions({ ...ALL, sort: 'entries' })
    assert.deepEqual(others, [])
    assert.deepEqual(a, {
      name: 'a',
      firstAt: START,
      lastAt: START + 3 * HOUR,
      figures: {
        entries: 3,
        requests: 3,
        successes: 1,
        clientErrors: 1,
        aborts: 1,
        failures: 0,
        attempts: 3,
        failedAttempts: 0,
        inputTokens: 33,
        outputTokens: 66,
        cacheReadTokens: 99,
        cacheWrite5mTokens: 132,
        cacheWrite1hTokens: 165,
        costMicroUsd: 24_690,
        unpriced: 1,
      },
    })
    assert.deepEqual([b?.name, b?.firstAt, b?.lastAt], ['b', START + 5, START + HOUR])
    assert.deepEqual([b?.figures.requests, b?.figures.failedAttempts], [1, 1])
    assert.deepEqual([c?.figures.attempts, c?.figures.failures], [0, 1])
  })

  check('the sums are the same whatever the batches and their order', async (store) => {
    await store.logs.append(SOME)
    const expected = await store.stats.sessions(ALL)
    const later = SOME.map((entry) => {
      return { ...entry, sessionId: entry.sessionId && `${entry.sessionId} again` }
    })
    const [first, ...rest] = later.reverse()
    for (const entry of rest) await store.logs.append([entry])
    if (first !== undefined) await store.logs.append([first])
    const all = await store.stats.sessions(ALL)
    const again = all.filter(({ name }) => name.endsWith(' again'))
    assert.deepEqual(
      again.map((session) => ({ ...session, name: session.name.replace(' again', '') })),
      expected,
    )
  })

  check('writers add up, in whatever order they name sessions', async (store) => {
    const names = ['a', 'b', 'c', 'd']
    const batches = Array.from({ length: 12 }, (_, n) => {
      const turned = [...names.slice(n % 4), ...names.slice(0, n % 4)]
      return turned.map((name) => at(n, name))
    })
    await Promise.all(batches.map((batch) => store.logs.append(batch)))
    assert.deepEqual(
      await rowsOf(store),
      names.map((name) => [name, 0, 11, 12]),
    )
  })

  check('those are found that were going on in the range, and whole', async (store) => {
    await store.logs.append([
      at(100, 'early'),
      at(199, 'early'),
      at(100, 'into'),
      at(200, 'into'),
      at(299, 'out of'),
      at(400, 'out of'),
      at(100, 'through'),
      at(400, 'through'),
      at(300, 'late'),
    ])
    const range = { from: START + 200, to: START + 300 }
    assert.deepEqual(await rowsOf(store, range), [
      ['into', 100, 200, 2],
      ['out of', 299, 400, 2],
      ['through', 100, 400, 2],
    ])
    assert.deepEqual(await namesOf(store, { from: START + 401 }), [])
    assert.deepEqual(await namesOf(store, { to: START + 100 }), [])
  })

  check('the greatest come first, then by name, up to a limit', async (store) => {
    await store.logs.append([at(0, 'dear', { costMicroUsd: 100 })])
    await store.logs.append([
      at(0, 'many', { costMicroUsd: 1 }),
      at(0, 'many', { costMicroUsd: 1 }),
      at(0, 'cheap', { costMicroUsd: 0 }),
    ])
    assert.deepEqual(await namesOf(store), ['many', 'cheap', 'dear'])
    assert.deepEqual(await namesOf(store, { limit: 2 }), ['many', 'cheap'])
    const byCost = await namesOf(store, { sort: 'costMicroUsd', limit: 2 })
    assert.deepEqual(byCost, ['dear', 'many'])
  })

  check('names are told apart to the letter, however odd and long', async (store) => {
    const long = '\u{1f680}'.repeat(600)
    const names = [...DIFFICULT_TEXTS, 's', 'S', 's ', long]
    await store.logs.append(names.map((name) => at(0, name)))
    await store.logs.append(names.map((name) => at(1, name)))
    const rows = await rowsOf(store)
    const found = new Set(rows.map(([name]) => name))
    for (const name of names) {
      const kept = name === long ? [...long].slice(0, 512).join('') : name
      assert.ok(found.has(kept), `it is there: ${JSON.stringify(kept)}`)
    }
    assert.deepEqual([rows.length, rows.every(([, , , entries]) => entries === 2)], [14, true])
  })

  check('where there is no session, none is counted', async (store) => {
    await store.logs.append([bareEntry({ time: START })])
    await assert.rejects(store.logs.append([at(0, 'spoilt'), unreadableEntry()]))
    assert.deepEqual(await namesOf(store), [])
  })

  check('those that began in the range can be computed anew, from all entries', async (store) => {
    await store.logs.append([
      at(0, 'long'),
      at(HOUR, 'long'),
      at(HOUR, 'short'),
      at(5 * HOUR, 'short'),
      at(2 * HOUR, 'later'),
    ])
    const before = await rowsOf(store)
    await store.stats.rebuild({ from: START, to: START + 9 * HOUR })
    assert.deepEqual(await rowsOf(store), before)
    // All of the long one's first hour, and nothing of the others.
    await store.upkeep.removeLogs(START + HOUR, 10)
    await store.stats.rebuild()
    assert.deepEqual(await rowsOf(store), before)
    await store.stats.rebuild({ from: START + HOUR, to: START + HOUR + 1 })
    assert.deepEqual(await rowsOf(store), before)
    await store.upkeep.removeLogs(START + 2 * HOUR, 10)
    await store.stats.rebuild({ from: START + HOUR, to: START + 9 * HOUR })
    assert.deepEqual(await rowsOf(store), [
      ['long', 0, HOUR, 2],
      ['later', 2 * HOUR, 2 * HOUR, 1],
      ['short', 5 * HOUR, 5 * HOUR, 1],
    ])
    await store.upkeep.removeSessions(START + 9 * HOUR, 10)
    await store.stats.rebuild({ from: START, to: START + 9 * HOUR })
    assert.deepEqual(await rowsOf(store), [
      ['later', 2 * HOUR, 2 * HOUR, 1],
      ['short', 5 * HOUR, 5 * HOUR, 1],
    ])
  })
}

/** What a store promises of removing sessions. */
export function sessionUpkeepPromises(check: Check): void {
  check('sessions go by their last attempt, the oldest first, a few at a time', async (store) => {
    await store.logs.append([at(1, 'a'), at(2, 'b'), at(3, 'c'), at(4, 'd'), at(9, 'a')])
    const { upkeep } = store
    assert.equal(await upkeep.removeSessions(START + 4, 1), 1)
    assert.deepEqual(await namesOf(store), ['a', 'c', 'd'])
    assert.equal(await upkeep.removeSessions(START + 4, 5), 1)
    assert.equal(await upkeep.removeSessions(START + 4, 5), 0)
    assert.deepEqual(await namesOf(store), ['a', 'd'])
  })

  check('sessions outlive log entries and roll-ups, and these them', async (store) => {
    await store.logs.append([at(0, 'a')])
    await store.upkeep.removeLogs(START + 1, 10)
    for (const span of ['minute', 'hour', 'day'] as const) {
      await store.upkeep.removeRollups(span, 'all', START + 100 * HOUR)
    }
    assert.deepEqual(await namesOf(store), ['a'])
    await store.logs.append([at(HOUR, 'b')])
    assert.equal(await store.upkeep.removeSessions(START + 2 * HOUR, 10), 2)
    assert.equal((await store.logs.list({ limit: 10 })).length, 1)
    assert.equal((await store.stats.totals({ ...ALL, dimension: 'model' })).length, 1)
  })
}
