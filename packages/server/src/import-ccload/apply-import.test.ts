import { CcloadError, createMemoryStore } from '@ccload/core'
import { expect, it } from 'vitest'
import { applyImport } from './apply-import.js'

const create = { name: 'main', url: 'https://a.example', keys: [{ secret: 'k' }], models: ['m'] }

it('takes back what it has created where something fails', async () => {
  const store = createMemoryStore()
  const token = { name: 'team', digest: 'd', prefix: 'p' }
  const tokens = [
    { draft: token, channelNames: ['main'] },
    { draft: { ...token, name: 'other' }, channelNames: null },
  ]
  await expect(applyImport(store, [{ create }], tokens)).rejects.toThrow(CcloadError)
  expect(await store.channels.list()).toEqual([])
  expect(await store.tokens.list()).toEqual([])
  await applyImport(store, [{ create }], tokens.slice(0, 1))
  const [channel] = await store.channels.list()
  expect(await store.tokens.list()).toMatchObject([{ name: 'team', channelIds: [channel?.id] }])
})
