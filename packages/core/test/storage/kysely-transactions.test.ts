import { describe, expect, it } from 'vitest'
import {
  sampleCooldown,
  sampleDraft,
  sampleEntry,
} from '../../src/testing/store-contract-samples.js'
import { upTo } from './scripted-logs.js'
import { openSqliteFixture } from './sqlite-fixture.js'

/** Makes the database refuse what the condition describes. */
function refusing(table: string, condition: string): string {
  return `create trigger refuse before insert on ${table} when ${condition}
    begin select raise(abort, 'refused by the test'); end`
}

describe('a Kysely store whose database fails half-way', () => {
  it('writes none of the log entries', async () => {
    const { store, database } = await openSqliteFixture()
    database.exec(refusing('logs', "new.message = 'bad'"))
    const entries = upTo(300).map(() => sampleEntry())
    await expect(store.logs.append([...entries, sampleEntry({ message: 'bad' })])).rejects.toThrow(
      'refused by the test',
    )
    expect(await store.logs.list({ limit: 1 })).toEqual([])
    await store.logs.append(entries)
    expect(await store.logs.list({ limit: 1_000 })).toHaveLength(300)
    await store.close()
  })

  it('neither saves nor clears any cooldown', async () => {
    const { store, database } = await openSqliteFixture()
    const { id } = await store.channels.create(sampleDraft('a'))
    const whole = sampleCooldown(id)
    await store.cooldowns.save([whole], [])
    database.exec(refusing('cooldowns', "new.model = 'bad'"))
    const models = ['good', 'bad'].map((model) => sampleCooldown(id, { scope: 'model', model }))
    await expect(store.cooldowns.save(models, [whole])).rejects.toThrow('refused by the test')
    expect(await store.cooldowns.list()).toEqual([whole])
    await store.close()
  })

  it('saves no cursor', async () => {
    const { store, database } = await openSqliteFixture()
    database.exec(refusing('rr', "new.model = 'bad'"))
    const cursors = ['good', 'bad'].map((model) => ({ model, priority: 0, nextIndex: 1 }))
    await expect(store.cursors.save(cursors)).rejects.toThrow('refused by the test')
    expect(await store.cursors.list()).toEqual([])
    await store.close()
  })

  it('creates no channel without its keys, and tells no listener', async () => {
    const { store, database } = await openSqliteFixture()
    database.exec(refusing('channel_keys', "new.api_key = 'bad'"))
    let calls = 0
    store.channels.subscribe(() => calls++)
    const draft = sampleDraft('a', { keys: [{ secret: 'good' }, { secret: 'bad' }] })
    await expect(store.channels.create(draft)).rejects.toThrow('refused by the test')
    expect(await store.channels.list()).toEqual([])
    expect(database.prepare('select count(*) as n from channel_keys').get()).toEqual({ n: 0 })
    expect(calls).toBe(0)
    await store.close()
  })
})

describe('a Kysely store with more values than one statement takes', () => {
  it('saves ten thousand cursors', async () => {
    const { store } = await openSqliteFixture()
    const cursors = upTo(12_000).map((n) => ({ model: `m${n}`, priority: 0, nextIndex: n }))
    await store.cursors.save(cursors)
    expect(await store.cursors.list()).toHaveLength(12_000)
    await store.close()
  })

  it('appends ten thousand log entries', async () => {
    const { store } = await openSqliteFixture()
    await store.logs.append(upTo(10_000).map((attempt) => sampleEntry({ attempt })))
    expect(await store.logs.list({ limit: 20_000 })).toHaveLength(10_000)
    await store.close()
  })
})
