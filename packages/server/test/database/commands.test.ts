import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Store, silentLogger } from '@ccload/core'
import { createKyselyStore, type KyselyStore } from '@ccload/core/kysely'
import { Kysely, sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { toDatabaseFlag } from '../../src/config.js'
import { backupCommand } from '../../src/database/backup-command.js'
import { COPIED_TABLES } from '../../src/database/copy/copied-tables.js'
import { copyCommand } from '../../src/database/copy-command.js'
import { type DatabaseAddress, toDatabaseAddress } from '../../src/database/database-address.js'
import { migrateCommand } from '../../src/database/migrate-command.js'
import { openDialect } from '../../src/database/open-dialect.js'
import { openTables } from '../../src/database/open-tables.js'
import { createKyselyAdminStore } from '../../src/state/kysely-admin-store.js'
import { sampleEntry } from '../support/sample-entry.js'
import { startInstallation } from '../support/start-installation.js'
import { tempFolder } from '../support/temp-folder.js'
import { onDatabase, startDatabaseServers } from './support.js'

const START = Date.UTC(2026, 0, 2)
const ENTRIES = 1_300

/** Runs a command with nothing set but a data folder. Returns what it printed. */
async function run(command: typeof copyCommand, args: string[], folder = tempFolder()) {
  let printed = ''
  await command(args, {
    environment: { environment: { CCLOAD_DATA_DIR: folder }, envFile: '/nowhere' },
    print: (text) => {
      printed += text
    },
  })
  return printed
}

function toDialect(url: string) {
  const address = toDatabaseAddress(toDatabaseFlag(url).CCLOAD_DATABASE_URL ?? `sqlite:${url}`)
  return openDialect(address as DatabaseAddress, { poolSize: 4, logger: silentLogger })
}

async function openStore(url: string): Promise<KyselyStore> {
  return createKyselyStore({ dialect: await toDialect(url) })
}

/** An installation with something in each table, and an id that is not to be given again. */
async function fill(url: string): Promise<void> {
  const store = await openStore(url)
  await store.migrate()
  const draft = { url: 'https://a.example', keys: [{ secret: '渠道 k' }], models: ['m'] }
  const { id, keys } = await store.channels.create({ ...draft, name: "it's; 渠道", weight: 3 })
  const { id: removed } = await store.channels.create({ ...draft, name: 'removed' })
  await store.channels.remove(removed)
  const at = { channelId: id, model: null, until: 9e12, durationMs: 5, cause: 'quota' } as const
  await store.cooldowns.save([{ ...at, scope: 'key', keyId: keys[0]?.id ?? 0 }], [])
  await store.cursors.save([{ model: 'm', priority: 1, nextIndex: 2 }])
  const token = await store.tokens.create({ name: 't', digest: 'd', prefix: 'p' })
  await store.tokens.usage.add([
    { tokenId: token.id, day: START, requests: 3, costMicroUsd: 4, lastUsedAt: START },
  ])
  await store.logs.append(
    Array.from({ length: ENTRIES }, (_, attempt) =>
      sampleEntry({ attempt, time: START + attempt * 60_000, channelId: removed, model: 'm' }),
    ),
  )
  await store.close()
  const adminStore = createKyselyAdminStore({ dialect: await toDialect(url) })
  await adminStore.migrate()
  await adminStore.settings.set('settings', '{"jitter":0.5}')
  await adminStore.sessions.save({ tokenHash: 'h', expiresAt: 1 })
  await adminStore.close()
}

async function readAll(url: string) {
  const store = await openStore(url)
  const all = await readStore(store)
  await store.close()
  const adminStore = createKyselyAdminStore({ dialect: await toDialect(url) })
  const settings = await adminStore.settings.get('settings')
  await adminStore.close()
  return { ...all, settings }
}

async function readStore(store: Store) {
  const range = { from: START, to: START + 86_400_000 * 2 }
  return {
    channels: await store.channels.list(),
    cooldowns: await store.cooldowns.list(),
    cursors: await store.cursors.list(),
    tokens: await store.tokens.list(),
    usage: await store.tokens.usage.sums(0, 0),
    logs: await store.logs.list({ limit: 10_000 }),
    totals: await store.stats.totals({ ...range, dimension: 'model', limit: 10 }),
    minutes: await store.stats.series({ ...range, dimension: 'all', stepMs: 60_000 }),
  }
}

async function execute(url: string, text: string): Promise<void> {
  const db = new Kysely<unknown>({ dialect: await toDialect(url) })
  await sql.raw(text).execute(db)
  await db.destroy()
}

async function filledFile(): Promise<string> {
  const path = join(tempFolder(), 'ccload.db')
  await fill(path)
  return path
}

const newFile = () => join(tempFolder(), 'new.db')

const targets: [string, () => Promise<string>][] = [
  ['SQLite', async () => newFile()],
  ...(await startDatabaseServers()).map(([name, server]): [string, () => Promise<string>] => [
    name,
    () => server.createDatabase(),
  ]),
]

describe.each(targets)('ccload on %s', (_name, create) => {
  it('copies everything there and back', async () => {
    const path = await filledFile()
    const target = await create()
    const printed = await run(copyCommand, ['--db', path, '--to', target])
    expect(printed).toContain(`logs: ${ENTRIES} rows`)
    const original = await readAll(path)
    expect(original.minutes).toHaveLength(ENTRIES)
    expect(await readAll(target)).toEqual(original)
    const back = newFile()
    await run(copyCommand, ['--db', target, '--to', back])
    expect(await readAll(back)).toEqual(original)
    const store = await openStore(target)
    const draft = { name: 'new', url: 'https://a.example', keys: [], models: [] }
    const { id } = await store.channels.create(draft)
    await store.close()
    expect(id, 'the id of a removed channel is not given again').toBeGreaterThan(2)
  })

  it('copies into nothing that holds anything', async () => {
    const [path, target] = [await filledFile(), await create()]
    await fill(target)
    const before = await readAll(target)
    const copying = run(copyCommand, ['--db', path, '--to', target])
    await expect(copying).rejects.toThrow(/not empty/)
    expect(await readAll(target)).toEqual(before)
  })

  it('goes on with a copy that was broken off, which nobody uses until then', async () => {
    const [path, target] = [await filledFile(), await create()]
    await run(migrateCommand, ['--db', target])
    const progress = await breakOff(path, target)
    expect(progress).toBeGreaterThan(0)
    expect(progress).toBeLessThan(ENTRIES)
    const original = await readAll(path)
    const other = await filledFile()
    await expect(run(copyCommand, ['--db', other, '--to', target])).rejects.toThrow(
      /half of a copy/,
    )
    const start = startInstallation({ ...onDatabase(toUrl(target)) })
    await expect(start).rejects.toThrow(/half of a copy/)
    await run(copyCommand, ['--db', path, '--to', target])
    expect(await readAll(target)).toEqual(original)
  })

  it('finds out when the source was written to meanwhile', async () => {
    const [path, target] = [await filledFile(), await create()]
    await run(migrateCommand, ['--db', target])
    await breakOff(path, target)
    await execute(path, `update channels set weight = 77`)
    const copying = run(copyCommand, ['--db', path, '--to', target])
    await expect(copying).rejects.toThrow(/Table channels differs/)
  })

  it('writes a backup that is a database', async () => {
    const source = await create()
    await fill(source)
    const file = newFile()
    await run(backupCommand, [file, '--db', source])
    expect(await readAll(file)).toEqual(await readAll(source))
    expect(statSync(file).mode & 0o077).toBe(0)
    const before = readFileSync(file)
    await expect(run(backupCommand, [file, '--db', source])).rejects.toThrow(/EEXIST/)
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  it('brings a database up to date, and leaves a newer one alone', async () => {
    const url = await create()
    expect(await run(migrateCommand, ['--db', url])).toMatch(/is up to date\.\n$/)
    await execute(url, `insert into kysely_migration (name, timestamp) values ('9999-later', '')`)
    await expect(run(migrateCommand, ['--db', url])).rejects.toMatchObject({
      code: 'database_too_new',
    })
  })
})

/** Lets a copy fail in the middle of the log. Returns how many log entries it had copied. */
async function breakOff(path: string, target: string): Promise<number> {
  const index = 'copy_breaks_off'
  // A row in the way of the last page makes the copy fail there.
  await execute(target, `create unique index ${index} on logs (duration_ms)`)
  await execute(path, `update logs set duration_ms = attempt`)
  await execute(path, `update logs set duration_ms = 1 where attempt = ${ENTRIES - 1}`)
  await expect(run(copyCommand, ['--db', path, '--to', target])).rejects.toThrow()
  const onTable = target.startsWith('mysql') ? ' on logs' : ''
  await execute(target, `drop index ${index}${onTable}`)
  const store = await openStore(target)
  const { length } = await store.logs.list({ limit: 10_000 })
  await store.close()
  return length
}

function toUrl(target: string): string {
  return target.includes('://') ? target : `sqlite:${target}`
}

it('leaves out no table but those that belong to running processes', async () => {
  const tables = await openTables(await toDialect(join(tempFolder(), 'ccload.db')))
  const found = await tables.db.introspection.getTables()
  await tables.close()
  const left = ['admin_sessions', 'leases', 'revisions', 'token_shares']
  const ours = found.map(({ name }) => name).filter((name) => !name.startsWith('admin_migration'))
  expect(ours.sort()).toEqual([...COPIED_TABLES.map(({ name }) => name), ...left].sort())
})

it('takes along the secret that keys are encrypted with', async () => {
  const path = await filledFile()
  writeFileSync(`${path}.secret`, 'the secret')
  const target = newFile()
  expect(await run(copyCommand, ['--db', path, '--to', target])).toContain(`${target}.secret`)
  expect(readFileSync(`${target}.secret`, 'utf8')).toBe('the secret')
})

it('copies nothing while log entries wait in the journal', async () => {
  const path = await filledFile()
  writeFileSync(`${path}.journal`, '{}\n')
  const target = newFile()
  const copying = run(copyCommand, ['--db', path, '--to', target])
  await expect(copying).rejects.toThrow(/waiting in .*ccload\.db\.journal/)
  expect(existsSync(target)).toBe(false)
})

it.each([
  [copyCommand, ['--db', '/nowhere/a.db', '--to', '/nowhere/b.db']],
  [copyCommand, []],
  [copyCommand, ['--to', 'oracle://a:hidden@b/c']],
  [backupCommand, []],
  [backupCommand, ['a', 'b']],
  [backupCommand, ['/nowhere/b.db', '--db', '/nowhere/a.db']],
])('says what is wrong, without a password (%#)', async (command, args) => {
  const error = await run(command, args).catch((reason) => reason)
  expect(error).toMatchObject({ code: 'invalid_option' })
  expect(error.message).not.toContain('hidden')
})
