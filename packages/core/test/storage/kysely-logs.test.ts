import { describe, expect, it } from 'vitest'
import type { LogQuery } from '../../src/ports/store.js'
import { sampleEntry } from '../../src/testing/store-contract-samples.js'
import { upTo } from './scripted-logs.js'
import { openSqliteFixture } from './sqlite-fixture.js'

/** A minute for each entry, one entry in ten a failure. */
async function openFilled() {
  const fixture = await openSqliteFixture()
  const failure = { outcome: 'answer', statusCode: 529 } as const
  await fixture.store.logs.append(
    upTo(1_000).map((n) => sampleEntry({ time: n * 60_000, ...(n % 10 === 0 && failure) })),
  )
  fixture.statements.length = 0
  return fixture
}

/** How the database goes about the statements on a table. */
function plansOf(
  { database, statements }: Awaited<ReturnType<typeof openSqliteFixture>>,
  table: string,
): string[] {
  return statements
    .filter((statement) => statement.includes(`from "${table}"`))
    .flatMap((statement) => database.prepare(`explain query plan ${statement}`).all())
    .map((row) => (row as { detail: string }).detail)
}

describe('log queries', () => {
  const plans: [string, Partial<LogQuery>, RegExp][] = [
    ['no filter', {}, /^SCAN logs USING INDEX logs_time$/],
    ['a page', { beforeId: 900 }, /USING (INDEX logs_time|INTEGER PRIMARY KEY)/],
    ['what is new', { afterId: 990 }, /USING INTEGER PRIMARY KEY/],
    ['a time', { since: 500 }, /USING INDEX logs_time/],
    ['a channel', { channelId: 7 }, /USING (COVERING )?INDEX logs_time/],
    ['a page of a channel', { channelId: 7, beforeId: 9 }, /USING .*(logs_time|PRIMARY KEY)/],
    ['a model since a time', { model: 'm', since: 500 }, /USING .*INDEX logs_time/],
    ['a session', { sessionId: 's' }, /USING INDEX logs_session_id/],
    ['a failure', { status: 'error' }, /USING INDEX logs_outcome \(outcome=\?/],
    ['a failure of a channel', { status: 'error', channelId: 7 }, /logs_outcome \(outcome=\?/],
    ['a status', { status: { min: 529, max: 529 } }, /logs_status_code \(status_code=\?/],
    ['a class of statuses', { status: { min: 500, max: 599 } }, /INDEX logs_status_code/],
    ['a text', { text: 'x' }, /USING INDEX logs_message \(message_hash=\?/],
    ['a text of a channel', { text: 'x', channelId: 7 }, /INDEX logs_message \(message_hash=\?/],
    [
      'a text of a status',
      { text: 'x', status: { min: 500, max: 599 } },
      /INDEX logs_message \(message_hash=\?/,
    ],
  ]
  for (const [title, query, expected] of plans) {
    it(`by ${title} run along an index and sort nothing`, async () => {
      const fixture = await openFilled()
      await fixture.store.logs.list({ limit: 50, ...query })
      const details = plansOf(fixture, 'logs')
      expect(details.join()).not.toContain('TEMP B-TREE')
      const reads = details.filter((detail) => /\blogs\b/.test(detail))
      expect(reads).not.toEqual([])
      for (const detail of reads) expect(detail).toMatch(expected)
      await fixture.store.close()
    })
  }

  it('by request run along its index', async () => {
    const fixture = await openFilled()
    await fixture.store.logs.list({ limit: 50, requestId: 'r' })
    expect(plansOf(fixture, 'logs')[0]).toMatch(/USING INDEX logs_request_id/)
    await fixture.store.close()
  })

  it('by channel and model look into the few minutes that have them', async () => {
    const fixture = await openFilled()
    const { store, statements } = fixture
    const rare = { channelId: 9, model: 'rare' }
    await store.logs.append([sampleEntry({ time: 7 * 3_600_000 + 30_000, ...rare })])
    statements.length = 0
    expect(await store.logs.list({ limit: 50, ...rare })).toHaveLength(1)
    const reads = statements.filter((statement) => statement.startsWith('select * from "logs"'))
    expect(reads).toHaveLength(1)
    expect(reads[0]).toContain(`"time" >= ${7 * 3_600_000}.0`)
    expect(reads[0]).toContain(`"time" < ${7 * 3_600_000 + 60_000}.0`)
    const details = plansOf(fixture, 'rollups').filter((detail) => /\brollups\b/.test(detail))
    expect(details).not.toEqual([])
    for (const detail of details) expect(detail).toContain('PRIMARY KEY')
    await store.close()
  })

  it('count without reading an entry where roll-ups know', async () => {
    const fixture = await openFilled()
    expect(await fixture.store.logs.count({ channelId: 7, status: 'ok' }, 10)).toBe(900)
    const details = plansOf(fixture, 'logs')
    for (const detail of details) expect(detail).toMatch(/COVERING INDEX logs_time/)
    await fixture.store.close()
  })

  it('group failures along the index of failures', async () => {
    const fixture = await openFilled()
    const [group] = await fixture.store.logs.errors({ since: 0 })
    expect(group).toMatchObject({ outcome: 'answer', statusCode: 529, count: 100 })
    const details = plansOf(fixture, 'logs')
    for (const detail of details.filter((line) => line.includes(' logs '))) {
      expect(detail).toMatch(/INDEX logs_outcome|INTEGER PRIMARY KEY/)
    }
    await fixture.store.close()
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
