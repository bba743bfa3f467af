import { describe, expect, it } from 'vitest'
import type { LogQuery } from '../../src/ports/store.js'
import { bareEntry, sampleEntry } from '../../src/testing/store-contract-samples.js'
import { upTo } from './scripted-logs.js'
import { openSqliteFixture } from './sqlite-fixture.js'

describe('log queries', () => {
  const plans: [string, Partial<LogQuery>, RegExp][] = [
    ['no filter', {}, /^SCAN logs$/],
    ['a page', { beforeId: 900 }, /USING INTEGER PRIMARY KEY/],
    ['a channel', { channelId: 1 }, /USING INDEX logs_channel_id/],
    ['a page of a channel', { channelId: 1, beforeId: 9 }, /USING INDEX logs_channel_id/],
    ['a model', { model: 'm' }, /USING INDEX logs_model/],
    ['a request', { requestId: 'r' }, /USING INDEX logs_request_id/],
    ['a time', { since: 500 }, /USING INTEGER PRIMARY KEY/],
    ['a channel since a time', { channelId: 1, since: 500 }, /USING INDEX logs_channel_id/],
  ]
  for (const [title, query, expected] of plans) {
    it(`by ${title} run along an index and sort nothing`, async () => {
      const { store, database, statements } = await openSqliteFixture()
      await store.logs.append(upTo(1_000).map((time) => sampleEntry({ time })))
      statements.length = 0
      await store.logs.list({ limit: 50, ...query })
      const plan = statements
        .filter((statement) => statement.startsWith('select *'))
        .flatMap((statement) => database.prepare(`explain query plan ${statement}`).all())
        .map((row) => (row as { detail: string }).detail)
      expect(plan).toEqual([expect.stringMatching(expected)])
      await store.close()
    })
  }

  it('by time look up the range in the index by time', async () => {
    const { store, database, statements } = await openSqliteFixture()
    await store.logs.list({ limit: 50, since: 1 })
    const lookup = statements.find((statement) => statement.includes('min("id")'))
    const plan = database.prepare(`explain query plan ${lookup}`).all()
    expect(JSON.stringify(plan)).toContain('logs_time')
    await store.close()
  })

  it('by time are right for more entries than are looked up', async () => {
    const { store } = await openSqliteFixture()
    const early = upTo(11_000).map((attempt) => sampleEntry({ attempt, time: 100 }))
    const mixed = [bareEntry({ attempt: 1, time: 99 }), bareEntry({ attempt: 2, time: 100 })]
    await store.logs.append([...early, ...mixed])
    const found = await store.logs.list({ since: 100, limit: 20_000 })
    expect(found).toHaveLength(11_001)
    expect(found[0]?.attempt).toBe(2)
    await store.close()
  })
})

describe('log entries that no database takes as they are', () => {
  it('are written all the same, so that they hold up no others', async () => {
    const { store } = await openSqliteFixture()
    const odd = {
      ...sampleEntry({ message: 'a\0b', model: 'm\0' }),
      attempt: undefined,
      durationMs: 12.7,
      firstEventMs: Number.NaN,
      costMicroUsd: Number.POSITIVE_INFINITY,
      clientIp: undefined,
      channelName: 5,
    }
    // As code without types, or a journal written by another version, would give it.
    await store.logs.append([odd as unknown as ReturnType<typeof sampleEntry>])
    expect(await store.logs.list({ limit: 1 })).toMatchObject([
      {
        message: 'a\uFFFDb',
        model: 'm\uFFFD',
        attempt: 0,
        durationMs: 13,
        firstEventMs: null,
        costMicroUsd: null,
        clientIp: null,
        channelName: null,
      },
    ])
    await store.close()
  })
})
