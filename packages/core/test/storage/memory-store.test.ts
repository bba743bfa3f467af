import { describe, expect, it } from 'vitest'
import { createMemoryStore } from '../../src/storage/memory-store.js'
import { storeContract } from '../../src/testing/store-contract.js'
import { sampleDraft, sampleEntry } from '../../src/testing/store-contract-samples.js'

storeContract({ name: 'memory', create: () => createMemoryStore(), describe, it })

describe('createMemoryStore', () => {
  it('starts with the channels it is given', async () => {
    const store = createMemoryStore({ channels: [sampleDraft('a'), sampleDraft('b')] })
    const channels = await store.channels.list()
    expect(channels.map((channel) => channel.name)).toEqual(['a', 'b'])
  })

  it('refuses two channels of one name', () => {
    const channels = [sampleDraft('a'), sampleDraft('a')]
    expect(() => createMemoryStore({ channels })).toThrow(
      expect.objectContaining({ code: 'channel_name_taken' }),
    )
  })

  it('keeps the newest log entries up to its limit', async () => {
    const { logs } = createMemoryStore({ logLimit: 3 })
    for (const attempt of [1, 2, 3, 4, 5]) await logs.append([sampleEntry({ attempt })])
    const kept = await logs.list({ limit: 10 })
    expect(kept.map((entry) => entry.attempt)).toEqual([5, 4, 3])
    expect(kept.map((entry) => entry.id)).toEqual([5, 4, 3])
  })

  it('keeps ten thousand log entries unless told otherwise', async () => {
    const { logs } = createMemoryStore()
    await logs.append(Array.from({ length: 10_001 }, () => sampleEntry()))
    expect(await logs.list({ limit: 20_000 })).toHaveLength(10_000)
  })

  it('dates channels by the clock it is given', async () => {
    const clock = { now: () => 42, after: () => () => {} }
    const store = createMemoryStore({ clock, channels: [sampleDraft('a')] })
    expect(await store.channels.get(1)).toMatchObject({ createdAt: 42, updatedAt: 42 })
  })
})
