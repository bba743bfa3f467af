import assert from 'node:assert/strict'
import { assertAlike } from './assert-alike.js'
import type { Check } from './store-contract.js'
import { sampleDraft } from './store-contract-samples.js'

/** What a store promises of many writes to channels at once. */
export function batchPromises(check: Check): void {
  check('a batch creates and changes in its order', async ({ channels }) => {
    const { id } = await channels.create(sampleDraft('a'))
    const written = await channels.applyAll([
      { create: sampleDraft('b', { priority: 7 }) },
      { id, patch: { name: 'renamed', keys: [{ secret: 'sk-new' }] }, ifVersion: 1 },
      { create: sampleDraft('a') },
    ])
    assert.deepEqual(
      written.map(({ name, priority, version }) => [name, priority, version]),
      [
        ['b', 7, 1],
        ['renamed', 0, 2],
        ['a', 0, 1],
      ],
    )
    assertAlike(
      await channels.list(),
      [...written].sort((a, b) => a.id - b.id),
    )
  })

  const refused = [
    ['a name in use', { create: sampleDraft('kept') }, 'channel_name_taken'],
    ['a channel that is gone', { id: 404, patch: { priority: 1 } }, 'channel_changed'],
    ['an old version', { id: 1, patch: { priority: 1 }, ifVersion: 9 }, 'channel_changed'],
  ] as const
  for (const [what, write, code] of refused) {
    check(`a batch with ${what} does nothing at all`, async ({ channels }) => {
      const { id } = await channels.create(sampleDraft('kept'))
      const before = await channels.list()
      const last = 'id' in write && write.id === 1 ? { ...write, id } : write
      const writes = [
        { create: sampleDraft('new') },
        { id, patch: { name: 'changed', keys: [] } },
        { create: sampleDraft('kept') },
        { id, patch: { weight: 5 } },
        last,
      ]
      await assert.rejects(channels.applyAll(writes), { name: 'CcloadError', code })
      assertAlike(await channels.list(), before)
      assert.equal((await channels.create(sampleDraft('new'))).name, 'new')
    })
  }

  check('a batch tells how far it is, and is undone by what the listener throws', async (store) => {
    const { channels } = store
    const writes = ['a', 'b', 'c'].map((name) => ({ create: sampleDraft(name) }))
    const counts: number[] = []
    const enough = new Error('enough')
    const stopped = channels.applyAll(writes, (count) => {
      counts.push(count)
      if (count === 2) throw enough
    })
    await assert.rejects(stopped, enough)
    assert.deepEqual(counts, [1, 2])
    assert.deepEqual(await channels.list(), [])
    await channels.applyAll(writes, (count) => counts.push(count))
    assert.deepEqual(counts, [1, 2, 1, 2, 3])
  })

  check('listeners hear of a batch once, and not of one that failed', async ({ channels }) => {
    await channels.create(sampleDraft('a'))
    let calls = 0
    channels.subscribe(() => calls++)
    await channels.applyAll([{ create: sampleDraft('b') }, { create: sampleDraft('c') }])
    assert.equal(calls, 1)
    await assert.rejects(
      channels.applyAll([{ create: sampleDraft('d') }, { create: sampleDraft('a') }]),
    )
    await channels.applyAll([])
    assert.equal(calls, 1)
  })
}
