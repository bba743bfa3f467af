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
    await logs.append([
      sampleEntry({ attempt: 1, time: 100, channelId: 1, model: 'a', requestId: 'r1' }),
      sampleEntry({ attempt: 2, time: 300, channelId: 2, model: 'a', requestId: 'r1' }),
      bareEntry({ attempt: 3, time: 200, model: 'b', requestId: 'r2' }),
      sampleEntry({ attempt: 4, time: 250, channelId: 1, model: 'b', requestId: 'r3' }),
      sampleEntry({ attempt: 5, time: 400, channelId: 1, model: 'A', requestId: 'r3' }),
    ])
  }

  const cases: [string, Partial<LogQuery>, number[]][] = [
    ['no filter', {}, [5, 4, 3, 2, 1]],
    ['a channel', { channelId: 1 }, [5, 4, 1]],
    ['a model, by its exact name', { model: 'a' }, [2, 1]],
    ['a request', { requestId: 'r3' }, [5, 4]],
    ['a time, that instant included', { since: 250 }, [5, 4, 2]],
    ['a time long ago', { since: 0 }, [5, 4, 3, 2, 1]],
    ['a time to come', { since: 401 }, []],
    ['all filters at once', { channelId: 1, model: 'b', requestId: 'r3', since: 250 }, [4]],
    ['a channel since a time', { channelId: 1, since: 101 }, [5, 4]],
    ['what nobody has', { channelId: 404 }, []],
    ['a limit', { limit: 2 }, [5, 4]],
    ['a filter and a limit', { channelId: 1, limit: 2 }, [5, 4]],
    ['a limit of none', { limit: 0 }, []],
  ]
  for (const [title, query, expected] of cases) {
    check(`listing by ${title}`, async ({ logs }) => {
      await fill(logs)
      assert.deepEqual(await attempts(logs, query), expected)
    })
  }

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
