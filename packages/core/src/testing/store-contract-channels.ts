import assert from 'node:assert/strict'
import type { Channel } from '../domain/channel.js'
import { Secret } from '../domain/secret.js'
import { assertAlike } from './assert-alike.js'
import type { Check } from './store-contract.js'
import { DIFFICULT_TEXTS, sampleDraft } from './store-contract-samples.js'

const nameTaken = { name: 'CcloadError', code: 'channel_name_taken' }

/** What a store promises of its channels. */
export function channelPromises(check: Check): void {
  check('a created channel has an id, the defaults and its keys in order', async ({ channels }) => {
    const channel = await channels.create(sampleDraft('a'))
    assertAlike(
      { ...channel, keys: channel.keys.map(({ id: _, ...key }) => key) },
      {
        id: channel.id,
        name: 'a',
        url: 'https://upstream.example',
        keys: [
          { secret: new Secret('sk-a-1'), enabled: true, note: '' },
          { secret: new Secret('sk-a-2'), enabled: true, note: '' },
        ],
        keyStrategy: 'round-robin',
        models: ['claude-*'],
        aliases: {},
        priority: 0,
        weight: 1,
        enabled: true,
        limits: { requestsPerMinute: null, concurrent: null, dailyCostMicroUsd: null },
        activeHours: null,
        headers: {},
        connection: { proxyUrl: null, insecureTls: false, ca: null, http2: false },
        costMultiplier: 1,
        version: 1,
        createdAt: channel.createdAt,
        updatedAt: channel.createdAt,
      },
    )
    assert.ok(Number.isSafeInteger(channel.id) && channel.id > 0, 'ids are positive integers')
    assert.ok(Number.isSafeInteger(channel.createdAt), 'instants are whole milliseconds')
    assert.equal(new Set(channel.keys.map((key) => key.id)).size, 2)
  })

  check('what a draft names is kept, whatever it is', async ({ channels }) => {
    const draft = sampleDraft('full', {
      keys: [{ secret: 'sk-ü', enabled: false, note: 'for "tests"' }],
      models: ['*', 'claude-haiku-4-5'],
      keyStrategy: 'sequential',
      aliases: { 'claude-haiku-4-5': 'haiku', __proto__x: 'y' },
      priority: -5,
      weight: 100,
      enabled: false,
      limits: { requestsPerMinute: 1, concurrent: 2, dailyCostMicroUsd: 3 },
      activeHours: { from: '08:00', to: '20:00', timeZone: 'Europe/Berlin' },
      headers: { 'x-a': 'ü' },
      connection: { proxyUrl: 'http://proxy:1', insecureTls: true, ca: 'PEM', http2: true },
      costMultiplier: 0.125,
    })
    const { id, keys, version, createdAt, updatedAt, ...rest } = await channels.create(draft)
    assertAlike(
      { ...rest, keys: keys.map(({ id: _, ...key }) => key) },
      {
        ...draft,
        keys: [{ secret: new Secret('sk-ü'), enabled: false, note: 'for "tests"' }],
        headers: { 'x-a': new Secret('ü') },
        connection: { ...draft.connection, proxyUrl: new Secret('http://proxy:1') },
      },
    )
  })

  check('a draft that says undefined means the default', async ({ channels }) => {
    const unsaid = { weight: undefined, enabled: undefined, aliases: undefined }
    const channel = await channels.create(sampleDraft('a', unsaid))
    assert.deepEqual([channel.weight, channel.enabled, channel.aliases], [1, true, {}])
  })

  check('a channel may be without keys and models', async ({ channels }) => {
    const { id } = await channels.create(sampleDraft('empty', { keys: [], models: [] }))
    const channel = await channels.get(id)
    assert.deepEqual([channel?.keys, channel?.models], [[], []])
  })

  check('difficult texts come back as they were', async ({ channels }) => {
    for (const [index, text] of DIFFICULT_TEXTS.entries()) {
      const keys = [{ secret: text, note: text }]
      const rest = { keys, models: [text], aliases: { [text]: text } }
      const { id } = await channels.create(sampleDraft(`${index}${text}`, rest))
      const channel = await channels.get(id)
      assert.equal(channel?.name, `${index}${text}`)
      assert.equal(channel.keys[0]?.secret.reveal(), text)
      assert.equal(channel.keys[0]?.note, text)
      assert.deepEqual([channel.models, channel.aliases], [[text], { [text]: text }])
    }
  })

  check('get and list give what create gave, in the order of ids', async ({ channels }) => {
    const created: Channel[] = []
    for (const name of ['c', 'a', 'b']) {
      created.push(await channels.create(sampleDraft(name, { enabled: name !== 'a' })))
    }
    assertAlike(await channels.list(), created)
    for (const channel of created) assertAlike(await channels.get(channel.id), channel)
    assert.deepEqual(
      created.map((channel) => channel.id),
      created.map((channel) => channel.id).sort((a, b) => a - b),
    )
  })

  check('what is not there is undefined, or false to remove', async ({ channels }) => {
    assert.equal(await channels.get(404), undefined)
    assert.equal(await channels.update(404, { name: 'x' }), undefined)
    assert.equal(await channels.remove(404), false)
    assert.deepEqual(await channels.list(), [])
  })

  check('create refuses a name in use and leaves nothing behind', async ({ channels }) => {
    const first = await channels.create(sampleDraft('a'))
    await assert.rejects(channels.create(sampleDraft('a')), nameTaken)
    assertAlike(await channels.list(), [first])
    assert.equal((await channels.create(sampleDraft('A'))).name, 'A')
  })

  check('rename refuses a name in use and changes nothing else either', async ({ channels }) => {
    await channels.create(sampleDraft('a'))
    const second = await channels.create(sampleDraft('b'))
    const patch = { name: 'a', priority: 9, keys: [{ secret: 'sk-new' }] }
    await assert.rejects(channels.update(second.id, patch), nameTaken)
    assertAlike(await channels.get(second.id), second)
    assert.equal((await channels.update(second.id, { name: 'b' }))?.name, 'b')
  })

  check('a freed name can be used again', async ({ channels }) => {
    const { id } = await channels.create(sampleDraft('a'))
    await channels.update(id, { name: 'b' })
    await channels.create(sampleDraft('a'))
    await channels.remove(id)
    await channels.create(sampleDraft('b'))
  })

  check('a patch changes what it names and nothing else', async ({ channels }) => {
    const draft = sampleDraft('a', { aliases: { x: 'y' }, priority: 3, weight: 7 })
    let expected = await channels.create(draft)
    const patches = [
      { name: 'renamed' },
      { url: 'https://other.example/base' },
      { keyStrategy: 'sequential' },
      { models: [] },
      { aliases: {} },
      { priority: 0 },
      { weight: 1 },
      { enabled: false },
      { limits: { requestsPerMinute: 60, concurrent: 4, dailyCostMicroUsd: 5_000_000 } },
      { activeHours: { from: '22:00', to: '06:30', timeZone: 'Asia/Shanghai' } },
      { headers: { 'x-team': new Secret('a') } },
      { headers: { 'x-team': new Secret('b') } },
      {
        connection: {
          proxyUrl: new Secret('socks5://127.0.0.1:1'),
          insecureTls: true,
          ca: 'PEM',
          http2: true,
        },
      },
      { costMultiplier: 0.85 },
      { activeHours: null },
      { enabled: undefined, aliases: undefined, priority: undefined },
      {},
    ] as const
    for (const patch of patches) {
      const updated = await channels.update(expected.id, patch)
      assert.ok(updated !== undefined && updated.updatedAt >= expected.updatedAt)
      const named = Object.entries(patch).filter(([, value]) => value !== undefined)
      const version = expected.version + 1
      const { updatedAt } = updated
      expected = { ...expected, ...Object.fromEntries(named), version, updatedAt }
      assertAlike(updated, expected)
      assertAlike(await channels.get(expected.id), expected)
    }
  })

  check(
    'a change on the ground of an old version is refused, and changes nothing',
    async (store) => {
      const { channels } = store
      const { id, version } = await channels.create(sampleDraft('a'))
      assert.equal(version, 1)
      const second = await channels.update(id, { priority: 1 }, 1)
      assert.equal(second?.version, 2)
      const patch = { priority: 2, keys: [{ secret: 'sk-new' }] }
      await assert.rejects(channels.update(id, patch, 1), { code: 'channel_changed' })
      assertAlike(await channels.get(id), second)
    },
  )

  check('ids are not given again', async ({ channels }) => {
    const first = await channels.create(sampleDraft('a'))
    await channels.remove(first.id)
    const second = await channels.create(sampleDraft('a'))
    assert.notEqual(second.id, first.id)
    const keyIds = [...first.keys, ...second.keys].map((key) => key.id)
    assert.equal(new Set(keyIds).size, 4)
  })

  check('what the caller does with its arguments afterwards is its own affair', async (store) => {
    const models = ['claude-*']
    const aliases: Record<string, string> = { a: 'b' }
    const { id } = await store.channels.create(sampleDraft('a', { models, aliases }))
    models.push('gpt-*')
    aliases.c = 'd'
    const channel = await store.channels.get(id)
    assert.deepEqual([channel?.models, channel?.aliases], [['claude-*'], { a: 'b' }])
  })

  check('a channel that was read stays as it was read', async ({ channels }) => {
    const before = await channels.create(sampleDraft('a'))
    const copy = copyOf(before)
    await channels.update(before.id, { models: ['x'], keys: [], priority: 5 })
    assertAlike(before, copy)
  })
}

/** A copy as deep as a store could change a channel, its secrets included. */
function copyOf(channel: Channel): Channel {
  const { headers, connection, keys, ...rest } = channel
  return {
    ...structuredClone(rest),
    headers: { ...headers },
    connection: { ...connection },
    keys: keys.map((key) => ({ ...key })),
  }
}

/** What a store promises to those who want to know of changes. */
export function subscriptionPromises(check: Check): void {
  check('listeners hear of each change and find it made', async ({ channels }) => {
    const seen: Promise<Channel[]>[] = []
    channels.subscribe(() => seen.push(channels.list()))
    const channel = await channels.create(sampleDraft('a'))
    assertAlike(await Promise.all(seen), [[channel]])
    const updated = await channels.update(channel.id, { priority: 5 })
    assertAlike(await Promise.all(seen), [[channel], [updated]])
    await channels.remove(channel.id)
    assertAlike(await Promise.all(seen), [[channel], [updated], []])
  })

  check('listeners hear nothing of what did not happen', async ({ channels }) => {
    await channels.create(sampleDraft('a'))
    let calls = 0
    channels.subscribe(() => calls++)
    await assert.rejects(channels.create(sampleDraft('a')))
    await channels.update(404, { priority: 1 })
    await channels.remove(404)
    assert.equal(calls, 0)
  })

  check('listeners are independent and can leave', async ({ channels }) => {
    const calls: string[] = []
    const leave = channels.subscribe(() => calls.push('first'))
    channels.subscribe(() => calls.push('second'))
    await channels.create(sampleDraft('a'))
    leave()
    leave()
    await channels.create(sampleDraft('b'))
    assert.deepEqual(calls.sort(), ['first', 'second', 'second'])
  })
}
