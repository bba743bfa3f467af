import assert from 'node:assert/strict'
import type { Cooldown } from '../domain/cooldown.js'
import type { Cursor } from '../domain/cursor.js'
import type { Store } from '../ports/store.js'
import type { Check } from './store-contract.js'
import { DIFFICULT_TEXTS, sampleCooldown, sampleDraft } from './store-contract-samples.js'

function byTarget(a: Cooldown, b: Cooldown): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1
}

async function cooldownsOf(store: Store): Promise<Cooldown[]> {
  return (await store.cooldowns.list()).sort(byTarget)
}

/** One cooldown of each scope, for a channel made for it. */
async function oneOfEach(store: Store) {
  const { id, keys } = await store.channels.create(sampleDraft('cooling'))
  const keyId = keys[0]?.id ?? null
  const channel = sampleCooldown(id)
  const model = sampleCooldown(id, { scope: 'model', model: 'claude-x', cause: 'overloaded' })
  const key = sampleCooldown(id, { scope: 'key', keyId, cause: 'quota', durationMs: 60_000 })
  return { id, keys, channel, model, key, all: [channel, model, key].sort(byTarget) }
}

/** What a store promises of cooldowns. */
export function cooldownPromises(check: Check): void {
  check('cooldowns of all scopes are kept apart and come back whole', async (store) => {
    const { all } = await oneOfEach(store)
    assert.deepEqual(await store.cooldowns.list(), [])
    await store.cooldowns.save(all, [])
    assert.deepEqual(await cooldownsOf(store), all)
  })

  check('saving a target again overwrites it', async (store) => {
    const { all } = await oneOfEach(store)
    await store.cooldowns.save(all, [])
    const later = all.map((cooldown) => ({
      ...cooldown,
      until: cooldown.until + 5,
      durationMs: cooldown.durationMs * 2,
      cause: 'timeout' as const,
    }))
    await store.cooldowns.save(later, [])
    assert.deepEqual(await cooldownsOf(store), later.sort(byTarget))
  })

  for (const scope of ['channel', 'model', 'key'] as const) {
    check(`clearing a ${scope} leaves the other scopes alone`, async (store) => {
      const { all } = await oneOfEach(store)
      await store.cooldowns.save(all, [])
      await store.cooldowns.save(
        [],
        all.filter((cooldown) => cooldown.scope === scope),
      )
      assert.deepEqual(
        await cooldownsOf(store),
        all.filter((cooldown) => cooldown.scope !== scope),
      )
    })
  }

  check('one call saves some and clears others', async (store) => {
    const { channel, model, key } = await oneOfEach(store)
    await store.cooldowns.save([channel], [])
    await store.cooldowns.save([model, key], [channel, { ...key, keyId: 404 }])
    assert.deepEqual(await cooldownsOf(store), [model, key].sort(byTarget))
  })

  check('models that look alike are different targets', async (store) => {
    const { id } = await store.channels.create(sampleDraft('a'))
    const models = [...DIFFICULT_TEXTS.filter((text) => text !== ''), 'x', 'X', 'x ']
    const saved = models.map((model) => sampleCooldown(id, { scope: 'model', model }))
    await store.cooldowns.save(saved, [])
    assert.deepEqual(await cooldownsOf(store), saved.sort(byTarget))
  })

  check('cooldowns of channels and keys that are gone are left out', async (store) => {
    const { id, channel } = await oneOfEach(store)
    const other = await store.channels.create(sampleDraft('other'))
    const foreignKey = sampleCooldown(id, { scope: 'key', keyId: other.keys[0]?.id ?? null })
    await store.cooldowns.save([sampleCooldown(404), foreignKey, channel], [])
    assert.deepEqual(await store.cooldowns.list(), [channel])
  })

  check('a removed channel takes its cooldowns along, and no others', async (store) => {
    const { id, all } = await oneOfEach(store)
    const other = await store.channels.create(sampleDraft('other'))
    const kept = sampleCooldown(other.id)
    await store.cooldowns.save([...all, kept], [])
    assert.equal(await store.channels.remove(id), true)
    assert.deepEqual(await store.cooldowns.list(), [kept])
  })

  check('a removed key takes its cooldown along; a kept one keeps it', async (store) => {
    const { id, keys, all } = await oneOfEach(store)
    await store.cooldowns.save(all, [])
    await store.channels.update(id, { keys: [...keys].reverse() })
    assert.deepEqual(await cooldownsOf(store), all)
    await store.channels.update(id, { keys: keys.slice(1) })
    assert.deepEqual(
      await cooldownsOf(store),
      all.filter((cooldown) => cooldown.scope !== 'key'),
    )
  })

  check('hundreds of cooldowns can be saved at once', async (store) => {
    const { id } = await store.channels.create(sampleDraft('a'))
    const models = Array.from({ length: 500 }, (_, index) => `model-${index}`)
    const saved = models.map((model) => sampleCooldown(id, { scope: 'model', model }))
    await store.cooldowns.save(saved, [])
    assert.deepEqual(await cooldownsOf(store), saved.sort(byTarget))
    await store.cooldowns.save([], saved)
    assert.deepEqual(await store.cooldowns.list(), [])
  })

  check('nothing to save is no fault', async (store) => {
    await store.cooldowns.save([], [])
    await store.cursors.save([])
    await store.logs.append([])
  })
}

/** What a store promises of cursors. */
export function cursorPromises(check: Check): void {
  function byPlace(a: Cursor, b: Cursor): number {
    return a.model === b.model ? a.priority - b.priority : a.model < b.model ? -1 : 1
  }

  check('cursors are kept per model and priority, and overwritten', async ({ cursors }) => {
    assert.deepEqual(await cursors.list(), [])
    await cursors.save([
      { model: 'a', priority: 0, nextIndex: 1 },
      { model: 'a', priority: -1, nextIndex: 2 },
      { model: 'A', priority: 0, nextIndex: 3 },
    ])
    await cursors.save([
      { model: 'a', priority: 0, nextIndex: 0 },
      { model: '渠道 👩‍👩‍👧', priority: 9, nextIndex: 4 },
    ])
    assert.deepEqual((await cursors.list()).sort(byPlace), [
      { model: 'A', priority: 0, nextIndex: 3 },
      { model: 'a', priority: -1, nextIndex: 2 },
      { model: 'a', priority: 0, nextIndex: 0 },
      { model: '渠道 👩‍👩‍👧', priority: 9, nextIndex: 4 },
    ])
  })
}
