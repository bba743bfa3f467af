import { existsSync } from 'node:fs'
import { expect, it } from 'vitest'
import { createOldDatabase, SEED } from './old-schemas.js'
import { createTarget } from './support.js'

const AT = '2025-09-08 14:30:00+08:00'

const seedRow = (fields: object) => ({
  api_key: 'sk-one',
  url: 'https://a.example',
  models: '["claude-sonnet-4"]',
  created_at: AT,
  updated_at: AT,
  ...fields,
})

it('may be run again, and leaves alone what is there', async () => {
  const rows = { channels: [seedRow({ name: 'main' }), seedRow({ name: 'more' })] }
  const old = createOldDatabase(SEED, rows)
  const target = createTarget()
  await target.run(createOldDatabase(SEED, { channels: rows.channels.slice(0, 1) }))
  expect(await target.run(old)).toContain('1 channel and 0 tokens imported, 1 there already')
  expect(await target.run(old)).toContain('0 channels and 0 tokens imported, 2 there already')
  const moved = createOldDatabase(SEED, {
    channels: [seedRow({ name: 'main', url: 'https://moved.example' })],
  })
  expect(await target.run(moved)).toContain(
    'left out: a channel "main" with another address is there already',
  )
  expect((await target.contents()).channels).toHaveLength(2)
})

it('does nothing in a dry run, not even a database', async () => {
  const old = createOldDatabase(SEED, { channels: [seedRow({ name: 'main' })] })
  const target = createTarget()
  const report = await target.run(old, '--dry-run')
  expect(report).toContain('1 channel and 0 tokens would be imported')
  expect(report).toContain('This was a dry run: nothing has been written.')
  expect(existsSync(target.path)).toBe(false)
  await target.run(old)
  expect(await target.run(old, '--dry-run')).toContain('1 there already')
})

it('holds channels to the policy for addresses', async () => {
  const old = createOldDatabase(SEED, {
    channels: [seedRow({ name: 'home', url: 'http://192.168.0.9' })],
  })
  const closed = createTarget({ CCLOAD_BLOCK_PRIVATE_UPSTREAMS: '1' })
  expect(await closed.run(old)).toContain('192.168.0.9 is a private address')
  expect(await createTarget().run(old)).toContain('"home": taken')
})

it('never shows a key', async () => {
  const old = createOldDatabase(SEED, {
    channels: [
      seedRow({ name: 'main', api_key: 'sk-canary' }),
      seedRow({ name: 'bad', api_key: 'sk-canary ü' }),
    ],
  })
  const report = await createTarget().run(old)
  expect(report).toContain('"bad": left out: keys')
  expect(report).not.toContain('canary')
})

it('refuses its own database, and files that are none', async () => {
  const target = createTarget()
  await target.run(createOldDatabase(SEED, { channels: [seedRow({ name: 'main' })] }))
  await expect(target.run(target.path)).rejects.toThrow('keeps its own data')
  await expect(createTarget().run(target.path)).rejects.toThrow('is no database of ccLoad')
  const other = createOldDatabase('create table things (id integer)', {})
  await expect(target.run(other)).rejects.toThrow('is no database of ccLoad')
  await expect(target.run('/nowhere/old.db')).rejects.toThrow('There is no file')
  await expect(target.run()).rejects.toThrow('expects the name of one file')
  expect(await target.run('--help')).toContain('Usage: ccload import-ccload')
})

it('never starts on a database of ccLoad, and leaves it as it is', async () => {
  const old = createOldDatabase(SEED, { channels: [seedRow({ name: 'main' })] })
  const onOld = createTarget({ SQLITE_PATH: old })
  await expect(onOld.contents()).rejects.toThrow('ccload import-ccload <its file>')
  expect(await createTarget().run(old)).toContain('"main": taken')
})
