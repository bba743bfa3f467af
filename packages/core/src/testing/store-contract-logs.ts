import assert from 'node:assert/strict'
import { LOG_MESSAGE_LIMIT } from '../domain/log-entry.js'
import type { LogQuery, LogStore } from '../ports/store.js'
import type { Check } from './store-contract.js'
import {
  allEntries,
  bareEntry,
  DIFFICULT_TEXTS,
  sampleEntry,
  unreadableEntry,
} from './store-contract-samples.js'

async function attempts(logs: LogStore, query: Partial<LogQuery>): Promise<number[]> {
  return (await logs.list({ limit: 1000, ...query })).map((entry) => entry.attempt)
}

/** What a store promises of log entries. */
export function logPromises(check: Check): void {
  check('entries come back whole, newest first, with growing ids', async ({ logs }) => {
    const entries = [sampleEntry(), bareEntry(), sampleEntry({ attempt: 2, streaming: false })]
    await logs.append(entries.slice(0, 2))
    await logs.append(entries.slice(2))
    assert.deepEqual(await allEntries(logs), [...entries].reverse())
    const ids = (await logs.list({ limit: 10 })).map((entry) => entry.id)
    assert.deepEqual(
      ids,
      [...ids].sort((a, b) => b - a),
    )
    assert.equal(new Set(ids).size, 3)
  })

  check('difficult texts come back as they were', async ({ logs }) => {
    const longest = ['x'.repeat(LOG_MESSAGE_LIMIT), '👍'.repeat(LOG_MESSAGE_LIMIT)]
    const entries = [...DIFFICULT_TEXTS, ...longest].map((text) =>
      sampleEntry({ message: text, model: text.slice(0, 100), tokenName: text, sessionId: text }),
    )
    await logs.append(entries)
    assert.deepEqual(await allEntries(logs), entries.reverse())
  })

  check('zeros are not nulls, and large numbers are exact', async ({ logs }) => {
    const usage = {
      inputTokens: 0,
      outputTokens: 0,
      cacheReadTokens: 0,
      cacheWrite5mTokens: 0,
      cacheWrite1hTokens: Number.MAX_SAFE_INTEGER,
    }
    const zeros = { statusCode: 0, firstEventMs: 0, durationMs: 0, costMicroUsd: 0 }
    const large = Number.MAX_SAFE_INTEGER
    const entries = [
      sampleEntry({ ...zeros, usage }),
      sampleEntry({ costMicroUsd: large, responseBytes: large, time: large, durationMs: large }),
    ]
    await logs.append(entries)
    assert.deepEqual(await allEntries(logs), entries.reverse())
  })

  for (const count of [1, 199, 200, 256, 1500]) {
    check(`${count} entries at once keep their order`, async ({ logs }) => {
      await logs.append(Array.from({ length: count }, (_, attempt) => sampleEntry({ attempt })))
      const expected = Array.from({ length: count }, (_, index) => count - 1 - index)
      assert.deepEqual(await attempts(logs, { limit: count + 1 }), expected)
    })
  }

  check('when one entry cannot be written, none is', async ({ logs }) => {
    await logs.append([sampleEntry()])
    const entries = Array.from({ length: 150 }, () => sampleEntry({ attempt: 2 }))
    await assert.rejects(logs.append([...entries, unreadableEntry()]))
    assert.deepEqual(await attempts(logs, {}), [1])
  })

  check('what the caller does with its arguments afterwards is its own affair', async (store) => {
    const entry = { ...sampleEntry() }
    const entries = [entry]
    await store.logs.append(entries)
    entry.message = 'changed'
    entries.push(sampleEntry())
    assert.deepEqual(await allEntries(store.logs), [sampleEntry()])
  })
}

/** What a store promises of listing log entries. */
export function logQueryPromises(check: Check): void {
  async function fill(logs: LogStore): Promise<void> {
    const slow = {
      statusCode: 429,
      outcome: 'answer',
      message: 'rate_limit_error: Slow down',
    } as const
    const none = { statusCode: 503, outcome: 'no-candidate', message: '100% rest' } as const
    const boom = { statusCode: 500, outcome: 'answer', message: 'api_error: boom' } as const
    const desk = { tokenName: 'desk', sessionId: 's-2' }
    await logs.append([
      sampleEntry({ attempt: 1, time: 100, channelId: 1, model: 'a', requestId: 'r1', ...slow }),
      sampleEntry({ attempt: 2, time: 300, channelId: 2, model: 'a', requestId: 'r1' }),
      bareEntry({ attempt: 3, time: 200, model: 'b', requestId: 'r2', ...none }),
      sampleEntry({
        attempt: 4,
        time: 250,
        channelId: 1,
        model: 'b',
        requestId: 'r3',
        ...desk,
        ...boom,
      }),
      sampleEntry({ attempt: 5, time: 400, channelId: 1, model: 'A', requestId: 'r3' }),
    ])
  }

  const cases: [string, Partial<LogQuery>, number[]][] = [
    ['no filter', {}, [5, 2, 4, 3, 1]],
    ['a channel', { channelId: 1 }, [5, 4, 1]],
    ['a model, by its exact name', { model: 'a' }, [2, 1]],
    ['a channel and a model', { channelId: 1, model: 'a' }, [1]],
    ['a request', { requestId: 'r3' }, [5, 4]],
    ['a token', { tokenName: 'desk' }, [4]],
    ['a token and a model', { tokenName: 'laptop', model: 'a' }, [2, 1]],
    ['a session', { sessionId: 's-2' }, [4]],
    ['success', { status: 'ok' }, [5, 2]],
    ['failure', { status: 'error' }, [4, 3, 1]],
    ['a status', { status: { min: 429, max: 429 } }, [1]],
    ['a class of statuses', { status: { min: 500, max: 599 } }, [4, 3]],
    ['the statuses of successes', { status: { min: 200, max: 299 } }, [5, 2]],
    ['all statuses', { status: { min: 0, max: 999 } }, [5, 2, 4, 3, 1]],
    ['a status that nothing has', { status: { min: 418, max: 418 } }, []],
    ['the success of a channel', { channelId: 1, status: 'ok' }, [5]],
    ['the failures of a model', { model: 'b', status: 'error' }, [4, 3]],
    ['part of a message, in any case', { text: 'SLOW down' }, [1]],
    ['signs that are no wildcards', { text: '100%' }, [3]],
    ['a sign that is no wildcard', { text: 'a_i' }, []],
    ['a message of a channel', { text: 'o', channelId: 1 }, [4, 1]],
    ['a time, that instant included', { since: 250 }, [5, 2, 4]],
    ['a time up to an instant, without it', { until: 250 }, [3, 1]],
    ['a stretch of time', { since: 200, until: 400 }, [2, 4, 3]],
    ['a stretch of time of a channel', { since: 101, until: 400, channelId: 1 }, [4]],
    ['a time long ago', { since: 0 }, [5, 2, 4, 3, 1]],
    ['a time to come', { since: 401 }, []],
    ['several filters', { channelId: 1, model: 'b', requestId: 'r3', since: 250 }, [4]],
    ['what nobody has', { channelId: 404 }, []],
    ['a limit', { limit: 2 }, [5, 2]],
    ['a filter and a limit', { channelId: 1, limit: 2 }, [5, 4]],
    ['a limit of none', { limit: 0 }, []],
  ]
  for (const [title, query, expected] of cases) {
    check(`listing by ${title}`, async ({ logs }) => {
      await fill(logs)
      assert.deepEqual(await attempts(logs, query), expected)
      const isWhole = query.since === undefined && query.until === undefined
      if (isWhole && query.limit === undefined) {
        assert.equal(await logs.count(query, 100), expected.length, 'they are counted, too')
      }
    })
  }

  check('counting one by one ends at the limit', async ({ logs }) => {
    await fill(logs)
    assert.equal(await logs.count({ status: { min: 400, max: 599 } }, 2), 2)
    assert.equal(await logs.count({ requestId: 'r3' }, 1), 1)
  })

  check('a rare value is found however far back, page by page', async ({ logs }) => {
    const hour = 3_600_000
    const entries = Array.from({ length: 600 }, (_, attempt) =>
      sampleEntry({
        attempt,
        time: 1_700_000_000_000 + Math.floor((attempt * 5 * hour) / 600),
        channelId: attempt % 97 === 3 ? 2 : 1,
        model: attempt % 61 === 5 ? 'rare' : 'common',
      }),
    )
    await logs.append(entries)
    for (const query of [{ channelId: 2 }, { model: 'rare' }, { channelId: 1, model: 'rare' }]) {
      const { channelId, model } = query as { channelId?: number; model?: string }
      const expected = entries
        .filter((entry) => entry.channelId === (channelId ?? entry.channelId))
        .filter((entry) => entry.model === (model ?? entry.model))
        .map(({ attempt }) => attempt)
        .reverse()
      const seen: number[] = []
      let beforeId: number | undefined
      while (seen.length <= expected.length) {
        const page = await logs.list({ ...query, beforeId, limit: 4 })
        if (page.length === 0) break
        seen.push(...page.map(({ attempt }) => attempt))
        beforeId = page.at(-1)?.id
      }
      assert.deepEqual(seen, expected)
    }
  })

  check('what is new is what was written since, whenever it began', async ({ logs }) => {
    await fill(logs)
    const [newest] = (await logs.list({ limit: 5 })).sort((a, b) => b.id - a.id)
    await logs.append([6, 7, 8].map((attempt) => sampleEntry({ attempt, time: 390 + attempt })))
    assert.deepEqual(await attempts(logs, { afterId: newest?.id }), [8, 7, 6])
    assert.deepEqual(await attempts(logs, { afterId: newest?.id, limit: 2 }), [8, 7])
    await logs.append([sampleEntry({ attempt: 9, time: 1 })])
    assert.deepEqual(await attempts(logs, { afterId: newest?.id }), [8, 7, 6, 9])
  })

  check('failures are grouped by how and where, the most frequent first', async ({ logs }) => {
    await fill(logs)
    const timeout = { outcome: 'network', statusCode: 0, channelId: 1 } as const
    await logs.append([sampleEntry({ ...timeout, time: 500, message: 'first' })])
    await logs.append([sampleEntry({ ...timeout, time: 600, message: 'last' })])
    const groups = await logs.errors({ since: 200 })
    assert.deepEqual(
      groups.map(({ outcome, statusCode, channelId, count, last }) => [
        outcome,
        statusCode,
        channelId,
        count,
        last.message,
      ]),
      [
        ['network', 0, 1, 2, 'last'],
        ['answer', 500, 1, 1, 'api_error: boom'],
        ['no-candidate', 503, null, 1, '100% rest'],
      ],
    )
    assert.equal((await logs.errors({ channelId: 1, until: 600 })).length, 3)
    assert.deepEqual(await logs.errors({ since: 601 }), [])
  })

  check('pages follow one another without gap or overlap', async ({ logs }) => {
    await logs.append(Array.from({ length: 50 }, (_, attempt) => sampleEntry({ attempt })))
    const seen: number[] = []
    let beforeId: number | undefined
    for (let pages = 0; pages < 10; pages++) {
      const page = await logs.list({ beforeId, limit: 7 })
      if (page.length === 0) break
      seen.push(...page.map((entry) => entry.attempt))
      beforeId = page.at(-1)?.id
      // What comes in between pages does not move them.
      await logs.append([sampleEntry({ attempt: 1000 })])
    }
    assert.deepEqual(
      seen,
      Array.from({ length: 50 }, (_, index) => 49 - index),
    )
  })

  check('a page within a filter', async ({ logs }) => {
    await fill(logs)
    const [newest] = await logs.list({ channelId: 1, limit: 1 })
    assert.equal(newest?.attempt, 5)
    assert.deepEqual(await attempts(logs, { channelId: 1, beforeId: newest.id }), [4, 1])
  })

  check('entries outlive their channel', async ({ channels, logs }) => {
    const draft = { name: 'gone', url: 'https://upstream.example', keys: [], models: [] }
    const { id } = await channels.create(draft)
    await logs.append([sampleEntry({ channelId: id, channelName: 'gone' })])
    await channels.remove(id)
    const [entry] = await logs.list({ channelId: id, limit: 10 })
    assert.equal(entry?.channelName, 'gone')
  })
}
