import { silentLogger } from '@ccload/core'
import type { Dialect } from 'kysely'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  type CaptureStore,
  type StoredCapture,
  toCaptureHead,
} from '../../src/capture/capture-store.js'
import { toDatabaseAddress } from '../../src/database/database-address.js'
import { openDialect } from '../../src/database/open-dialect.js'
import { createKyselyAdminStore } from '../../src/state/kysely-admin-store.js'
import { createMemoryAdminStore } from '../../src/state/memory-admin-store.js'
import { createWorkerSqliteDialect } from '../../src/storage/worker-sqlite-dialect.js'
import { startDatabaseServers } from '../database/support.js'

const servers = await startDatabaseServers()

async function toDialect(url: string): Promise<Dialect> {
  const address = toDatabaseAddress(url)
  if (address === undefined) throw new Error(`${url} is no database`)
  return openDialect(address, { poolSize: 2, logger: silentLogger })
}

async function open(dialect: Dialect): Promise<CaptureStore> {
  const adminStore = createKyselyAdminStore({ dialect })
  onTestFinished(() => adminStore.close())
  await adminStore.migrate()
  return adminStore.captures
}

function sample(time: number, fields: Partial<StoredCapture> = {}): StoredCapture {
  const body = { text: `{"n":${time}} 🦊\u0000`, totalBytes: 9, isCut: false }
  return {
    requestId: `req_${time}`,
    attempt: 1,
    time,
    durationMs: 5,
    channelId: 1,
    tokenId: 2,
    tokenName: 'team',
    status: 200,
    ending: 'relayed',
    request: { method: 'POST', url: 'http://u/v1', headers: [['a', 'b']], body },
    answer: { headers: [['c', 'd']], body: { text: null, totalBytes: 3, isCut: true } },
    ...fields,
  }
}

describe.each([
  ['memory', async () => createMemoryAdminStore().captures],
  ['SQLite', () => open(createWorkerSqliteDialect({ path: ':memory:' }))],
  ...servers.map(([name, server]): [string, () => Promise<CaptureStore>] => [
    name,
    async () => open(await toDialect(await server.createDatabase())),
  ]),
])('captures in %s', (_, openStore) => {
  it('gives back what was written', async () => {
    const store = await openStore()
    const captures = [sample(1), sample(2, { answer: null, status: null, ending: 'network' })]
    await store.append(captures)
    for (const capture of captures) {
      expect(await store.get(capture.requestId, 1)).toEqual(capture)
    }
    expect(await store.get('req_1', 2)).toBeUndefined()
  })

  it('lists the latest first, without their content', async () => {
    const store = await openStore()
    await store.append([sample(1), sample(1, { attempt: 2 }), sample(3), sample(2)])
    const listed = await store.list({ limit: 3 })
    expect(listed.map(({ requestId, attempt }) => `${requestId}/${attempt}`)).toEqual([
      'req_3/1',
      'req_2/1',
      'req_1/2',
    ])
    const head = toCaptureHead(sample(3))
    expect(listed[0]).toEqual({ ...head, storedBytes: expect.any(Number) })
    expect(await store.list({ limit: 9, requestId: 'req_1' })).toHaveLength(2)
  })

  it('removes the oldest until the rest fits', async () => {
    const store = await openStore()
    await store.append(Array.from({ length: 50 }, (_, time) => sample(100 + time)))
    const [first] = await store.list({ limit: 1 })
    const each = first?.storedBytes ?? 0
    await store.trim(50 * each)
    expect(await store.list({ limit: 99 })).toHaveLength(50)
    await store.trim(7.5 * each)
    const left = await store.list({ limit: 99 })
    expect(left.map(({ time }) => time)).toEqual([149, 148, 147, 146, 145, 144, 143])
  })

  it('removes what is old, some at a time', async () => {
    const store = await openStore()
    await store.append(Array.from({ length: 50 }, (_, time) => sample(time)))
    let removed = 0
    for (let count = 1; count > 0; removed += count) count = await store.removeBefore(45)
    expect(removed).toBe(45)
    expect(await store.list({ limit: 99 })).toHaveLength(5)
    expect(await store.removeAll()).toBe(5)
    expect(await store.list({ limit: 99 })).toEqual([])
  })
})
