import { expect, it } from 'vitest'
import type { TokenStore } from '../ports/token-store.js'
import { createMemoryStore } from '../storage/memory-store.js'
import type { Check } from './store-contract.js'
import { tokenPromises, tokenUsagePromises } from './store-contract-tokens.js'

type Fault = (tokens: TokenStore) => Partial<TokenStore>

const faults: Record<string, Fault> = {
  'forgets a default': ({ create }) => ({
    create: (draft) => create({ expiresAt: 0, ...draft }),
  }),
  'takes null for nothing': ({ update }) => ({
    update: (id, { models, ...patch }, ifVersion) =>
      update(id, { ...patch, models: models ?? undefined }, ifVersion),
  }),
  'takes a name twice': ({ create }) => ({
    create: (draft) => create(draft).catch(() => create({ ...draft, name: `${draft.name}~` })),
  }),
  'takes a digest twice': ({ create }) => ({
    create: (draft) =>
      create(draft).catch((error: Error) => {
        if (!error.message.includes('secret')) throw error
        return create({ ...draft, digest: `${draft.digest}~` })
      }),
  }),
  'does not look at versions': ({ update }) => ({ update: (id, patch) => update(id, patch) }),
  'lists in the wrong order': ({ list }) => ({ list: async () => (await list()).reverse() }),
  'removes nothing': ({ get }) => ({ remove: async (id) => (await get(id)) !== undefined }),
  'tells of no change': () => ({ subscribe: () => () => {} }),
  'keeps only the last use': ({ usage }) => ({
    usage: { ...usage, add: (uses) => usage.add(uses.slice(-1)) },
  }),
  'counts a month as a day': ({ usage }) => ({
    usage: { ...usage, sums: (_, month) => usage.sums(month, month) },
  }),
  'counts all time as a month': ({ usage }) => ({
    usage: { ...usage, sums: (day) => usage.sums(day, 0) },
  }),
  'takes the first use for the latest': ({ usage }) => ({
    usage: { ...usage, add: (uses) => usage.add(uses.map((use) => ({ ...use, lastUsedAt: 1 }))) },
  }),
}

async function countBroken(fault: Fault): Promise<number> {
  const tests: (() => Promise<void>)[] = []
  const check: Check = (_, promise) =>
    tests.push(async () => {
      const store = createMemoryStore()
      await promise({ ...store, tokens: { ...store.tokens, ...fault(store.tokens) } })
    })
  tokenPromises(check)
  tokenUsagePromises(check)
  const results = await Promise.allSettled(tests.map((test) => test()))
  return results.filter(({ status }) => status === 'rejected').length
}

it('a store without a fault keeps every promise', async () => {
  expect(await countBroken(() => ({}))).toBe(0)
})

it.each(Object.entries(faults))('a store that %s breaks a promise', async (_, fault) => {
  expect(await countBroken(fault)).toBeGreaterThan(0)
})
