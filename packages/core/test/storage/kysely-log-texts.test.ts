import { describe, expect, it } from 'vitest'
import type { LogEntry } from '../../src/domain/log-entry.js'
import { sampleEntry } from '../../src/testing/store-contract-samples.js'
import { openSqliteFixture } from './sqlite-fixture.js'

function failure(time: number, message: string, rest: Partial<LogEntry> = {}): LogEntry {
  return sampleEntry({ time, message, outcome: 'answer', statusCode: 500, ...rest })
}

async function openWithDictionary() {
  const fixture = await openSqliteFixture()
  const { database, store } = fixture
  const dictionary = () =>
    database.prepare('select text, first_at, last_at from log_messages order by text').raw().all()
  const found = async (text: string) =>
    (await store.logs.list({ text, limit: 10 })).map(({ time }) => time)
  return { ...fixture, dictionary, found }
}

describe('the dictionary of messages', () => {
  it('has each message of failures once, with the time that its entries span', async () => {
    const { store, dictionary } = await openWithDictionary()
    await store.logs.append([
      failure(500, 'Boom'),
      failure(300, 'boom'),
      sampleEntry({ time: 100 }),
      failure(400, ''),
    ])
    await store.logs.append([failure(200, 'boom'), failure(350, 'boom'), failure(900, 'other')])
    expect(dictionary()).toEqual([
      ['', 400, 400],
      ['boom', 200, 500],
      ['other', 900, 900],
    ])
    await store.close()
  })

  it('gives successes no message, and failures one', async () => {
    const { store, database } = await openWithDictionary()
    await store.logs.append([sampleEntry(), failure(1, ''), failure(2, 'boom')])
    const hashes = database.prepare('select message_hash from logs order by id').pluck().all()
    expect(hashes).toEqual([0, expect.any(Number), expect.any(Number)])
    expect(new Set(hashes).size).toBe(3)
    await store.close()
  })

  it('keeps nothing of a batch that was not written', async () => {
    const { store, database, dictionary } = await openWithDictionary()
    database.exec('drop table rollups')
    await expect(store.logs.append([failure(1, 'boom')])).rejects.toThrow()
    expect(dictionary()).toEqual([])
    await store.close()
  })

  it('finds letters of all alphabets in any case', async () => {
    const { store, found } = await openWithDictionary()
    await store.logs.append([failure(1, 'ÜBERLASTET'), failure(2, 'ΟΔΟΣΑ')])
    expect(await found('überlast')).toEqual([1])
    expect(await found('οδος')).toEqual([2])
    await store.close()
  })

  it('reads the latest messages only, however many have the text', async () => {
    const { store, statements, found } = await openWithDictionary()
    const count = 10_500
    const entries = Array.from({ length: count }, (_, n) =>
      failure(n, `boom ${n}`, { channelId: n % 2, model: n === 3 ? 'rare' : 'common' }),
    )
    await store.logs.append(entries)
    statements.length = 0
    const latest = Array.from({ length: 10 }, (_, n) => count - 1 - n)
    expect(await found('boom')).toEqual(latest)
    expect(statements.length).toBeLessThan(10)
    const text = 'boom'
    expect(await store.logs.count({ text }, 10_000)).toBe(10_000)
    expect(await store.logs.count({ text }, 20_000)).toBe(count)
    expect(await store.logs.count({ text, channelId: 1 }, 10_000)).toBe(count / 2)
    expect(await store.logs.count({ text, channelId: 1 }, 3_000)).toBe(3_000)
    expect(await store.logs.list({ text, model: 'rare', limit: 5 })).toMatchObject([{ time: 3 }])
    await store.close()
  })
})

describe('entries without a hash, of an older version or written by hand', () => {
  it('are found, listed and counted among the others', async () => {
    const { store, database, found } = await openWithDictionary()
    await store.logs.append([1, 2, 3, 4].map((n) => failure(n, 'boom', { channelId: n % 2 })))
    database.exec('update logs set message_hash = null where id in (2, 4)')
    await store.logs.append([failure(5, 'Boom'), failure(6, 'other')])
    expect(await found('BOOM')).toEqual([5, 4, 3, 2, 1])
    expect(await store.logs.count({ text: 'boom' }, 10)).toBe(5)
    expect(await store.logs.count({ text: 'boom' }, 2)).toBe(2)
    expect(await store.logs.count({ text: 'boom', channelId: 0 }, 10)).toBe(2)
    expect(await store.logs.list({ text: 'boom', beforeId: 4, limit: 1 })).toMatchObject([
      { time: 3 },
    ])
    await store.close()
  })
})

describe('messages that no entry has any more', () => {
  it('go with the last entries that are old', async () => {
    const { store, dictionary } = await openWithDictionary()
    await store.logs.append([
      ...[1, 2, 3].map((n) => failure(n, `old ${n}`)),
      failure(4, 'both'),
      failure(900, 'both'),
      failure(901, 'new'),
    ])
    expect(await store.upkeep.removeLogs(900, 3)).toBe(3)
    expect(dictionary()).toHaveLength(5)
    expect(await store.upkeep.removeLogs(900, 3)).toBe(1)
    expect(dictionary()).toEqual([
      ['both', 4, 900],
      ['new', 901, 901],
    ])
    await store.close()
  })

  it('stay where they are still to be removed by age', async () => {
    const { store, dictionary } = await openWithDictionary()
    await store.logs.append([failure(1, 'a'), failure(2, 'b'), failure(3, 'c')])
    expect(await store.upkeep.removeLogs(Number.MAX_SAFE_INTEGER, 2)).toBe(2)
    expect(dictionary()).toHaveLength(3)
    expect(await store.upkeep.removeLogs(2, 2)).toBe(0)
    expect(dictionary()).toEqual([
      ['b', 2, 2],
      ['c', 3, 3],
    ])
    await store.close()
  })

  it('stay in an empty log, to which entries may be on their way', async () => {
    const { store, dictionary } = await openWithDictionary()
    await store.logs.append([failure(1, 'a')])
    expect(await store.upkeep.removeLogs(Number.MAX_SAFE_INTEGER, 2)).toBe(1)
    expect(dictionary()).toHaveLength(1)
    await store.close()
  })
})
