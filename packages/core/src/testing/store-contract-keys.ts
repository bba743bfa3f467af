import assert from 'node:assert/strict'
import { Secret } from '../domain/secret.js'
import { assertAlike } from './assert-alike.js'
import type { Check } from './store-contract.js'
import { sampleDraft } from './store-contract-samples.js'

/** What a store promises of a channel's keys when they are written again. */
export function keyPromises(check: Check): void {
  check('keys that are named keep their ids; the list is replaced', async ({ channels }) => {
    const { id, keys } = await channels.create(sampleDraft('a'))
    const [first, second] = keys
    assert.ok(first !== undefined && second !== undefined)
    const drafts = [
      { id: second.id, secret: 'sk-changed', enabled: false, note: 'moved up' },
      { secret: 'sk-added' },
    ]
    const updated = await channels.update(id, { keys: drafts })
    const addedId = updated?.keys[1]?.id
    assertAlike(updated?.keys, [
      { id: second.id, secret: new Secret('sk-changed'), enabled: false, note: 'moved up' },
      { id: addedId, secret: new Secret('sk-added'), enabled: true, note: '' },
    ])
    assert.ok(addedId !== first.id && addedId !== second.id, 'a new key has a new id')
    assertAlike((await channels.get(id))?.keys, updated?.keys)
  })

  check('keys can be put in another order', async ({ channels }) => {
    const { id, keys } = await channels.create(sampleDraft('a'))
    const reversed = [...keys].reverse()
    await channels.update(id, { keys: reversed })
    assertAlike((await channels.get(id))?.keys, reversed)
  })

  check('an id that names no key of the channel makes a new key', async ({ channels }) => {
    const other = await channels.create(sampleDraft('other'))
    const { id, keys } = await channels.create(sampleDraft('a'))
    const [own] = keys
    const [foreign] = other.keys
    assert.ok(own !== undefined && foreign !== undefined)
    await channels.update(id, { keys: [{ ...own }, { ...own, secret: 'again' }, { ...foreign }] })
    const updated = await channels.get(id)
    assert.equal(updated?.keys[0]?.id, own.id)
    const known = new Set([...keys, ...other.keys].map((key) => key.id))
    for (const key of updated.keys.slice(1)) assert.ok(!known.has(key.id))
    assertAlike(await channels.get(other.id), other)
  })
}
