import { describe, expect, it } from 'vitest'
import type { Channel } from '../domain/channel.js'
import type { Store } from '../ports/store.js'
import { createMemoryStore } from '../storage/memory-store.js'
import { storeContract } from './store-contract.js'

/** Runs the contract and gives the titles of the promises that were broken. */
async function brokenPromises(change: (store: Store) => Partial<Store>): Promise<string[]> {
  const tests: [string, () => Promise<void>][] = []
  storeContract({
    name: 'changed',
    create() {
      const store = createMemoryStore()
      return { ...store, ...change(store) }
    },
    describe: (_title, body) => body(),
    it: (title, body) => tests.push([title, body]),
  })
  const broken: string[] = []
  for (const [title, body] of tests) await body().catch(() => broken.push(title))
  return broken
}

type Changes = Record<string, (store: Store) => Partial<Store>>

const faults: Changes = {
  'forgets a default': ({ channels }) => ({
    channels: {
      ...channels,
      create: (draft) => channels.create({ weight: 5, ...draft }),
    },
  }),
  'gives keys in plain': ({ channels }) => {
    const inPlain = (channel: Channel) => ({
      ...channel,
      keys: channel.keys.map((key) => ({ ...key, secret: key.secret.reveal() as never })),
    })
    return { channels: { ...channels, list: async () => (await channels.list()).map(inPlain) } }
  },
  'keeps the mask of a key': ({ channels }) => ({
    channels: {
      ...channels,
      create: ({ keys, ...draft }) =>
        channels.create({ ...draft, keys: keys.map((key) => ({ ...key, secret: '****' })) }),
    },
  }),
  'lists channels in the wrong order': ({ channels }) => ({
    channels: { ...channels, list: async () => (await channels.list()).reverse() },
  }),
  'gives keys new ids at each update': ({ channels }) => ({
    channels: {
      ...channels,
      update: (id, patch) =>
        channels.update(id, {
          ...patch,
          ...(patch.keys && { keys: patch.keys.map(({ id: _, ...key }) => key) }),
        }),
    },
  }),
  'overwrites what a patch does not name': ({ channels }) => ({
    channels: { ...channels, update: (id, patch) => channels.update(id, { weight: 1, ...patch }) },
  }),
  'takes a name twice': ({ channels }) => ({
    channels: {
      ...channels,
      create: (draft) =>
        channels.create(draft).catch(() => channels.create({ ...draft, name: `${draft.name}~` })),
    },
  }),
  'leaves half of a batch behind': ({ channels }) => ({
    channels: {
      ...channels,
      async applyAll(writes) {
        const written: Channel[] = []
        for (const write of writes) written.push(...(await channels.applyAll([write])))
        return written
      },
    },
  }),
  'says nothing of how far a batch is': ({ channels }) => ({
    channels: { ...channels, applyAll: (writes) => channels.applyAll(writes) },
  }),
  'makes a batch in spite of an old version': ({ channels }) => ({
    channels: {
      ...channels,
      applyAll: (writes) =>
        channels.applyAll(
          writes.map((write) => ('id' in write ? { id: write.id, patch: write.patch } : write)),
        ),
    },
  }),
  'lets a rename collide': ({ channels }) => ({
    channels: {
      ...channels,
      update: (id, patch) =>
        channels.update(id, patch).catch((): Promise<Channel | undefined> => channels.get(id)),
    },
  }),
  'tells of changes before they are made': ({ channels }) => {
    const listeners = new Set<() => void>()
    const announce = () => {
      for (const listener of listeners) listener()
    }
    return {
      channels: {
        ...channels,
        subscribe(listener) {
          listeners.add(listener)
          return () => listeners.delete(listener)
        },
        create(draft) {
          announce()
          return channels.create(draft)
        },
        update(id, patch) {
          announce()
          return channels.update(id, patch)
        },
        remove(id) {
          announce()
          return channels.remove(id)
        },
      },
    }
  },
  'goes on calling those who have left': ({ channels }) => ({
    channels: {
      ...channels,
      subscribe(listener) {
        channels.subscribe(listener)
        return () => {}
      },
    },
  }),
  'mixes up scopes when clearing': ({ cooldowns }) => ({
    cooldowns: {
      ...cooldowns,
      async save(saved, cleared) {
        const all = await cooldowns.list()
        const sameChannel = all.filter((one) => cleared.some((t) => t.channelId === one.channelId))
        await cooldowns.save(saved, sameChannel)
      },
    },
  }),
  'forgets to clear': ({ cooldowns }) => ({
    cooldowns: { ...cooldowns, save: (saved) => cooldowns.save(saved, []) },
  }),
  'keeps one cursor per model': ({ cursors }) => ({
    cursors: {
      ...cursors,
      save: (saved) => cursors.save(saved.map((cursor) => ({ ...cursor, priority: 0 }))),
    },
  }),
  'lists log entries oldest first': ({ logs }) => ({
    logs: { ...logs, list: async (query) => (await logs.list(query)).reverse() },
  }),
  'loses a null': ({ logs }) => ({
    logs: {
      ...logs,
      append: (entries) =>
        logs.append(entries.map((entry) => ({ ...entry, costMicroUsd: entry.costMicroUsd ?? 0 }))),
    },
  }),
  'pages with an overlap': ({ logs }) => ({
    logs: {
      ...logs,
      list: ({ beforeId, ...query }) =>
        logs.list({ ...query, beforeId: beforeId === undefined ? undefined : beforeId + 1 }),
    },
  }),
  'writes log entries one by one': ({ logs }) => ({
    logs: {
      ...logs,
      async append(entries) {
        for (const entry of entries) await logs.append([entry])
      },
    },
  }),
  'leaves out the instant that a listing starts with': ({ logs }) => ({
    logs: {
      ...logs,
      list: ({ since, ...query }) =>
        logs.list({ ...query, since: since === undefined ? undefined : since + 1 }),
    },
  }),
  'misses what lies at the end of a range': ({ stats }) => ({
    stats: { ...stats, totals: (query) => stats.totals({ ...query, to: query.to - 60_000 }) },
  }),
  'counts each attempt as a request': ({ logs }) => ({
    logs: {
      ...logs,
      append: (entries) => logs.append(entries.map((entry) => ({ ...entry, final: true }))),
    },
  }),
  'forgets the statistics with the entries': ({ upkeep, stats }) => ({
    upkeep: {
      ...upkeep,
      async removeLogs(before, limit) {
        const removed = await upkeep.removeLogs(before, limit)
        await stats.rebuild({ from: before - 3_600_000, to: before })
        return removed
      },
    },
  }),
  'ignores a filter': ({ logs }) => ({
    logs: { ...logs, list: ({ requestId: _, ...query }) => logs.list(query) },
  }),
}

describe('storeContract', () => {
  it('finds nothing wrong with the memory store', async () => {
    expect(await brokenPromises(() => ({}))).toEqual([])
  })

  for (const [title, change] of Object.entries(faults)) {
    it(`finds out a store that ${title}`, async () => {
      expect(await brokenPromises(change)).not.toEqual([])
    })
  }

  it('finds out a store that forgets everything between restarts', async () => {
    const tests: [string, () => Promise<void>][] = []
    storeContract({
      name: 'forgetful',
      create: () => createMemoryStore(),
      reopen: () => createMemoryStore(),
      describe: (_title, body) => body(),
      it: (title, body) => tests.push([title, body]),
    })
    const restart = tests.find(([title]) => title.includes('restart'))
    await expect(restart?.[1]()).rejects.toThrow()
  })
})
