import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createMemoryStore, type Store, toSecret } from '@ccload/core'
import { expect, it } from 'vitest'
import { openEncryptedStore } from '../src/secrets/open-encrypted-store.js'
import { createMemoryAdminStore } from '../src/state/memory-admin-store.js'
import { tempFolder } from './support/temp-folder.js'

const DRAFT = {
  name: 'main',
  url: 'https://api.example.com',
  models: ['m'],
  keys: [{ secret: 'sk-one', note: 'mine' }, { secret: 'sk-two' }],
}
const SECRETS = ['sk-one', 'sk-two']

/** A database, and the ways to look at it: as the proxy does, and as a thief would. */
function setUp() {
  const store = createMemoryStore()
  const file = join(tempFolder(), 'ccload.db.secret')
  const { settings } = createMemoryAdminStore()
  const openBoth = (passphrases: string[] = [], rotate = false) =>
    openEncryptedStore(
      { store, settings },
      { passphrases: passphrases.map(toSecret), file, rotate },
    )
  const open = async (...source: Parameters<typeof openBoth>) => (await openBoth(...source)).store
  const stored = async () =>
    (await store.channels.list()).flatMap(({ keys }) => keys.map(({ secret }) => secret.reveal()))
  return { store, settings, file, open, openBoth, stored }
}

async function read({ channels }: Store) {
  return (await channels.list()).flatMap(({ keys }) => keys.map(({ secret }) => secret.reveal()))
}

it('stores no key in plain, under a secret in a file that only its owner can read', async () => {
  const { file, open, stored } = setUp()
  const { channels } = await open()
  const created = await channels.create(DRAFT)
  await channels.update(created.id, { keys: created.keys })
  expect(created.keys).toMatchObject(DRAFT.keys)
  expect(await channels.get(created.id)).toMatchObject(DRAFT)
  for (const text of await stored()) expect(text).toMatch(/^enc:v1:/)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(await read(await open())).toEqual(SECRETS)
})

it('stores no key in plain that comes in a batch', async () => {
  const { open, stored } = setUp()
  const { channels } = await open()
  const { id } = await channels.create({ ...DRAFT, keys: [] })
  const written = await channels.applyAll([
    { create: { ...DRAFT, name: 'second' } },
    { id, patch: { keys: DRAFT.keys } },
  ])
  expect(written).toMatchObject([{ ...DRAFT, name: 'second' }, DRAFT])
  expect(await stored()).toHaveLength(4)
  for (const text of await stored()) expect(text).toMatch(/^enc:v1:/)
})

it('encrypts the address of a proxy, which may hold a password', async () => {
  const { store, open } = setUp()
  const { channels } = await open()
  const connection = { proxyUrl: 'socks5://me:pw@h:1', insecureTls: false, ca: null, http2: false }
  const created = await channels.create({ ...DRAFT, connection })
  expect(created.connection).toEqual(connection)
  expect((await store.channels.get(1))?.connection.proxyUrl?.reveal()).toMatch(/^enc:v1:/)
  await open([], true)
  expect((await (await open()).channels.get(1))?.connection).toEqual(connection)
})

it('encrypts headers, which may hold credentials, and rotates them', async () => {
  const { store, open } = setUp()
  const headers = { 'x-gateway-auth': 'Bearer canary-1', 'x-tenant': 'a' }
  await store.channels.create({ ...DRAFT, headers })
  await store.channels.create({ ...DRAFT, name: 'second', keys: [] })
  const storedHeaders = async () => {
    const found = await store.channels.list()
    return found.flatMap((channel) => Object.values(channel.headers).map((one) => one.reveal()))
  }
  const { channels } = await open()
  await channels.update(2, { headers })
  expect((await channels.list()).map((channel) => channel.headers)).toEqual([headers, headers])
  const before = await storedHeaders()
  expect(before.map((text) => text.slice(0, 7))).toEqual(Array(4).fill('enc:v1:'))
  const rotated = await open([], true)
  expect((await rotated.channels.get(1))?.headers).toEqual(headers)
  expect((await storedHeaders()).filter((text) => before.includes(text))).toEqual([])
})

const SETTINGS = { alert_webhook_url: 'https://a.example', alert_webhook_secret: 'canary-hook' }

it('encrypts secrets among the settings, and nothing else of them', async () => {
  const { settings, openBoth } = setUp()
  const opened = (await openBoth()).settings
  await opened.set('settings', JSON.stringify(SETTINGS))
  expect(JSON.parse((await opened.get('settings')) ?? '')).toEqual(SETTINGS)
  expect(JSON.parse((await settings.get('settings')) ?? '')).toEqual({
    ...SETTINGS,
    alert_webhook_secret: expect.stringMatching(/^enc:v1:/),
  })
  await opened.set('other', 'canary-hook')
  expect([await opened.get('other'), await settings.get('other')]).toEqual(
    Array(2).fill('canary-hook'),
  )
})

it('encrypts settings that were there in plain, and rotates them', async () => {
  const { settings, file, openBoth } = setUp()
  await settings.set('settings', JSON.stringify(SETTINGS))
  const opened = await openBoth()
  const before = await settings.get('settings')
  expect(before).not.toContain('canary-hook')
  expect(JSON.parse((await opened.settings.get('settings')) ?? '')).toEqual(SETTINGS)
  await openBoth()
  expect(await settings.get('settings')).toBe(before)
  const rotated = await openBoth([], true)
  expect(await settings.get('settings')).not.toBe(before)
  expect(JSON.parse((await rotated.settings.get('settings')) ?? '')).toEqual(SETTINGS)
  expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(2)
  writeFileSync(file, `${Buffer.alloc(32).toString('base64')}\n`)
  await expect(openBoth()).rejects.toThrow('encrypted with another secret')
})

it('keeps the old secret until the settings are written as well', async () => {
  const { settings, file, openBoth } = setUp()
  await settings.set('settings', JSON.stringify(SETTINGS))
  await openBoth()
  const { set } = settings
  settings.set = async () => {
    throw new Error('power failure')
  }
  await expect(openBoth([], true)).rejects.toThrow('power failure')
  expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(3)
  settings.set = set
  const opened = await openBoth()
  expect(JSON.parse((await opened.settings.get('settings')) ?? '')).toEqual(SETTINGS)
  expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(2)
})

it('leaves settings without a secret as they are', async () => {
  const { settings, openBoth } = setUp()
  const text = JSON.stringify({ alert_webhook_secret: '', max_body_bytes: 5 })
  await settings.set('settings', text)
  const opened = await openBoth()
  expect(await settings.get('settings')).toBe(text)
  expect(await opened.settings.get('settings')).toBe(text)
})

it('touches keys only when they are named', async () => {
  const { open, stored } = setUp()
  const { channels } = await open()
  const { id } = await channels.create(DRAFT)
  const before = await stored()
  const updated = await channels.update(id, { priority: 5 })
  expect(updated).toMatchObject({ ...DRAFT, priority: 5 })
  expect(await stored()).toEqual(before)
})

it('encrypts what was there before, and keeps the ids of keys', async () => {
  const { store, open, stored } = setUp()
  const { keys } = await store.channels.create(DRAFT)
  const { channels } = await open()
  expect((await channels.get(1))?.keys).toEqual(keys)
  for (const text of await stored()) expect(text).toMatch(/^enc:v1:/)
})

it('rotates the secret of the file', async () => {
  const { file, open, stored } = setUp()
  await (await open()).channels.create(DRAFT)
  const [secret, keys] = [readFileSync(file, 'utf8'), await stored()]
  expect(await read(await open([], true))).toEqual(SECRETS)
  expect(readFileSync(file, 'utf8')).not.toContain(secret.trim())
  expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(2)
  expect((await stored()).filter((text) => keys.includes(text))).toEqual([])
  expect(await read(await open())).toEqual(SECRETS)
})

it('goes on with a rotation that was broken off', async () => {
  const { store, file, open, stored } = setUp()
  const encrypted = await open()
  await encrypted.channels.create(DRAFT)
  await encrypted.channels.create({ ...DRAFT, name: 'second' })
  const { update } = store.channels
  store.channels.update = async (id, patch) => {
    if (id === 2) throw new Error('power failure')
    return update(id, patch)
  }
  await expect(open([], true)).rejects.toThrow('power failure')
  store.channels.update = update
  expect(await read(await open())).toEqual([...SECRETS, ...SECRETS])
  expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(2)
  expect(new Set((await stored()).map((text) => text.split(':')[2])).size).toBe(1)
})

it('works with passphrases, and changes them', async () => {
  const { file, open } = setUp()
  await (await open(['first passphrase'])).channels.create(DRAFT)
  expect(existsSync(file)).toBe(false)
  expect(await read(await open(['second passphrase', 'first passphrase']))).toEqual(SECRETS)
  expect(await read(await open(['second passphrase']))).toEqual(SECRETS)
  await expect(open(['first passphrase'])).rejects.toMatchObject({ code: 'invalid_option' })
})

it('tells how to rotate a passphrase', async () => {
  const { open } = setUp()
  await expect(open(['a passphrase'], true)).rejects.toThrow('set CCLOAD_SECRET to <new>,<old>')
})

it('moves from the file to a passphrase', async () => {
  const { open } = setUp()
  await (await open()).channels.create(DRAFT)
  expect(await read(await open(['a passphrase']))).toEqual(SECRETS)
  expect(await read(await open(['a passphrase']))).toEqual(SECRETS)
})

it('changes nothing without the right secret', async () => {
  const { file, open, stored } = setUp()
  await (await open()).channels.create(DRAFT)
  const before = await stored()
  writeFileSync(file, `${Buffer.alloc(32).toString('base64')}\n`)
  await expect(open()).rejects.toThrow('encrypted with another secret')
  writeFileSync(file, 'nonsense')
  await expect(open()).rejects.toThrow('is damaged')
  expect(await stored()).toEqual(before)
})
