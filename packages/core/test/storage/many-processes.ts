import { expect, vi } from 'vitest'
import type { KyselyStore } from '../../src/kysely.js'
import {
  sampleCooldown,
  sampleDraft,
  sampleEntry,
} from '../../src/testing/store-contract-samples.js'

/** Opens one more store on a database, which has a connection of its own and is not migrated yet. */
export type OpenAnother = () => KyselyStore

/** What holds among stores on one database, each of which stands for a process. */
export const MANY_PROCESSES: Readonly<Record<string, (open: OpenAnother) => Promise<void>>> = {
  async 'start at once on an empty database'(open) {
    const stores = Array.from({ length: 4 }, open)
    await Promise.all(stores.map((store) => store.migrate()))
    await Promise.all(stores.map((store) => store.migrate()))
    for (const store of stores) expect(await store.channels.list()).toEqual([])
    await closeAll(stores)
  },

  async 'add up what they write'(open) {
    const stores = [open(), open(), open()]
    await Promise.all(stores.map((store) => store.migrate()))
    const [first] = stores as [KyselyStore]
    const { id } = await first.tokens.create({ name: 't', digest: 'd', prefix: 'p' })
    const batches = Array.from({ length: 8 }, (_, batch) => batch)
    await Promise.all(
      stores.map(async (store, writer) => {
        for (const batch of batches) {
          // The subjects come in another order each time: that of the rows must not matter.
          const models = ['a', 'b', 'c', 'd'].slice(batch % 4).concat(writer % 2 ? ['x', 'a'] : [])
          await store.logs.append(
            models.map((model, attempt) =>
              sampleEntry({ model, attempt, requestId: `${writer}-${batch}`, sessionId: model }),
            ),
          )
          await store.tokens.usage.add([
            { tokenId: id, day: 0, requests: 1, costMicroUsd: 2, lastUsedAt: batch },
          ])
        }
      }),
    )
    const entries = await first.logs.list({ limit: 1_000 })
    for (const dimension of ['all', 'model'] as const) {
      const rows = await first.stats.totals({ dimension, from: 0, to: 2e12, limit: 100 })
      const sum = rows.reduce((count, { figures }) => count + figures.entries, 0)
      expect(sum, dimension).toBe(entries.length)
    }
    const sessions = await first.stats.sessions({ from: 0, to: 2e12, limit: 100 })
    const inSessions = sessions.reduce((count, { figures }) => count + figures.entries, 0)
    expect(inSessions).toBe(entries.length)
    const [usage] = await first.tokens.usage.sums(0, 0)
    expect(usage).toMatchObject({ requestsToday: 24, costMonthMicroUsd: 48 })
    await closeAll(stores)
  },

  async 'find each message that any of them has written, while old ones go'(open) {
    const stores = [open(), open(), open()]
    await Promise.all(stores.map((store) => store.migrate()))
    const [first] = stores as [KyselyStore]
    const failed = { outcome: 'answer', statusCode: 529 } as const
    const messages = ['overloaded', 'Overloaded too', 'quota']
    const write = (store: KyselyStore, time: number) =>
      store.logs.append(messages.map((message) => sampleEntry({ ...failed, message, time })))
    for (const store of stores) await write(store, 1_000)
    const removing = async () => {
      while ((await first.upkeep.removeLogs(2_000, 2)) > 0);
    }
    await Promise.all([removing(), ...stores.map((store, writer) => write(store, 3_000 + writer))])
    await removing()
    expect(await first.logs.count({ text: 'OVERLOADED' }, 100)).toBe(6)
    const found = await first.logs.list({ text: 'o', limit: 100 })
    expect(found.map(({ time }) => time - 3_000)).toEqual([2, 2, 2, 1, 1, 1, 0, 0, 0])
    await closeAll(stores)
  },

  async 'tell each other of changes'(open) {
    const [writer, reader] = [open(), open()]
    await writer.migrate()
    await reader.follow({ pollMs: 10 })
    const told = { channels: 0, tokens: 0, cooldowns: 0 }
    for (const topic of ['channels', 'tokens', 'cooldowns'] as const) {
      reader[topic].subscribe?.(() => {
        told[topic] += 1
      })
    }
    const expectTold = (expected: Partial<typeof told>) =>
      vi.waitFor(() => expect(told).toMatchObject(expected), { timeout: 10_000 })
    const channel = await writer.channels.create(sampleDraft('a'))
    await expectTold({ channels: 1, tokens: 0, cooldowns: 0 })
    await writer.channels.update(channel.id, { priority: 1 })
    await expectTold({ channels: 2 })
    await writer.cooldowns.save([sampleCooldown(channel.id)], [])
    await expectTold({ cooldowns: 1 })
    await writer.cooldowns.save([], [sampleCooldown(channel.id)])
    await expectTold({ cooldowns: 2 })
    // Each process ends it: what is gone already is no news.
    await writer.cooldowns.save([], [sampleCooldown(channel.id)])
    const token = await writer.tokens.create({ name: 't', digest: 'd', prefix: 'p' })
    await expectTold({ tokens: 1 })
    await writer.tokens.update(token.id, { enabled: false })
    await expectTold({ tokens: 2 })
    await writer.tokens.remove(token.id)
    await expectTold({ tokens: 3 })
    await writer.channels.remove(channel.id)
    await expectTold({ channels: 3, tokens: 3, cooldowns: 2 })
    await closeAll([writer, reader])
  },

  async 'change the same channel one after the other'(open) {
    const stores = [open(), open(), open()]
    await Promise.all(stores.map((store) => store.migrate()))
    const [first] = stores as [KyselyStore]
    const { id } = await first.channels.create(sampleDraft('a'))
    const bump = async (store: KyselyStore) => {
      for (let done = 0; done < 10; ) {
        const channel = await store.channels.get(id)
        const weight = (channel?.weight ?? 0) + 1
        const changed = await store.channels
          .update(id, { weight }, channel?.version)
          .catch((error: { code?: string }) => {
            if (error.code !== 'channel_changed') throw error
          })
        if (changed) done += 1
      }
    }
    const before = await first.channels.get(id)
    await Promise.all(stores.map(bump))
    const after = await first.channels.get(id)
    expect(after?.weight).toBe((before?.weight ?? 0) + 30)
    expect(after?.version).toBe((before?.version ?? 0) + 30)
    await closeAll(stores)
  },

  async 'tell each other what is asked of tokens'(open) {
    const [a, b, c] = [open(), open(), open()]
    await a.migrate()
    expect(a.tokens.shares, 'nobody to share with').toBeUndefined()
    for (const store of [a, b, c]) await store.follow()
    const exchange = (store: KyselyStore, name: string, used: number) =>
      store.tokens.shares?.exchange(
        name,
        [
          { tokenId: 0, demand: 0, used: 0, inFlight: 0 },
          { tokenId: 7, demand: 1_500, used, inFlight: 2 },
        ],
        60_000,
      )
    expect(await exchange(a, 'a', 100)).toEqual([])
    await exchange(b, 'b', 100)
    await exchange(c, 'c', 100)
    const others = await exchange(a, 'a', 300)
    const [itself, token] = [...(others ?? [])].sort((x, y) => x.tokenId - y.tokenId)
    expect(itself).toMatchObject({ tokenId: 0, processes: 2 })
    expect(token).toMatchObject({ tokenId: 7, processes: 2, demand: 3_000, inFlight: 4 })
    // It fades within a minute.
    expect(token?.used).toBeGreaterThan(150)
    expect(token?.used).toBeLessThanOrEqual(200)
    await b.tokens.shares?.leave('b')
    const left = await exchange(a, 'a', 300)
    expect(left?.find(({ tokenId }) => tokenId === 7)).toMatchObject({ processes: 1 })
    await closeAll([a, b, c])
  },

  async 'have one holder of a lease among them'(open) {
    const stores = Array.from({ length: 4 }, open)
    await Promise.all(stores.map((store) => store.migrate()))
    for (const fence of [1, 2, 3]) {
      const taken = await Promise.all(
        stores.map(({ leases }, owner) => leases.take('work', `${owner}`, 3_600_000)),
      )
      const [lease, ...others] = taken.filter((one) => one !== undefined)
      expect(others).toEqual([])
      expect(lease?.fence).toBe(fence)
      if (lease) await stores[0]?.leases.release(lease)
    }
    await closeAll(stores)
  },
}

async function closeAll(stores: readonly KyselyStore[]): Promise<void> {
  for (const store of stores) await store.close()
}
