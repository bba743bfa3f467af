import { closeSync, existsSync, openSync, readFileSync, readSync, realpathSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { CcloadError, createMemoryStore, type Store, silentLogger, systemClock } from '@ccload/core'
import { channelSchemas } from '../admin/channel-schema.js'
import { type Config, loadConfig, toDatabaseFlag } from '../config.js'
import { openDatabase } from '../open-database.js'
import { createScrubber } from '../security/scrubber.js'
import { createLiveSettings } from '../settings/live-settings.js'
import type { AdminStore } from '../state/admin-store.js'
import { createMemoryAdminStore } from '../state/memory-admin-store.js'
import { applyImport } from './apply-import.js'
import type { OldInstallation } from './old-channel.js'
import { planChannels } from './plan-channels.js'
import { planTokens } from './plan-tokens.js'
import { readCsv } from './read-csv.js'
import { readDatabase } from './read-database.js'
import { toImportReport } from './to-import-report.js'

const HELP = `Usage: ccload import-ccload <ccload.db|channels.csv> [options]

Takes over the channels of ccLoad, and the tokens that its database has, beside a running server
too. The file stays as it is. What is there already is left alone, so it may be run again.

  --dry-run           say what would be done, and do nothing
  --time-zone <name>  of the machine that ccLoad ran on, for channels with hours
                      (default: that of this machine)
  --db <path|url>     database (SQLITE_PATH or CCLOAD_DATABASE_URL, default data/ccload.db)
`

/** How each SQLite file begins. */
const SQLITE_MARK = 'SQLite format 3\0'

/** `ccload import-ccload`: what an installation of ccLoad has, in the place of entering it again. */
export async function importCcloadCommand(
  args: string[],
  options: {
    print: (text: string) => void
    environment?: Parameters<typeof loadConfig>[0]
  },
): Promise<void> {
  const { print, environment } = options
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      'dry-run': { type: 'boolean', default: false },
      'time-zone': { type: 'string' },
      db: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return print(HELP)
  const [file, ...others] = positionals
  if (file === undefined || others.length > 0) {
    throw wrong('import-ccload expects the name of one file: a database of ccLoad, or its CSV')
  }
  const config = loadConfig({ ...environment, flags: toDatabaseFlag(values.db) })
  refuseSameFile(file, config)
  const old = readInstallation(file)
  const isDryRun = values['dry-run']
  const target = await openTarget(config, isDryRun)
  try {
    const { store, adminStore } = target
    const plan = await planChannels(old.rows, await store.channels.list(), {
      schemas: channelSchemas({ blockPrivate: await blocksPrivate(config, adminStore) }),
      timeZone: values['time-zone'] ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    })
    const tokens = planTokens(old.tokens, await store.tokens.list(), plan.namesOf)
    if (!isDryRun) await applyImport(store, plan.writes, tokens.drafts)
    const { leftBehind } = old
    const fates = { channels: plan.fates, tokens: tokens.fates }
    print(toImportReport({ file, isDryRun, leftBehind, ...fates }))
  } finally {
    await target.close()
  }
}

function readInstallation(file: string): OldInstallation {
  if (!existsSync(file)) throw wrong(`There is no file ${file}`)
  const start = Buffer.alloc(SQLITE_MARK.length)
  const descriptor = openSync(file, 'r')
  try {
    readSync(descriptor, start)
  } finally {
    closeSync(descriptor)
  }
  return start.toString('latin1') === SQLITE_MARK
    ? readDatabase(file)
    : readCsv(readFileSync(file, 'utf8'))
}

/** Both have `data/ccload.db` for a default. */
function refuseSameFile(file: string, { database }: Config): void {
  if (database.kind !== 'sqlite' || !existsSync(file) || !existsSync(database.path)) return
  if (realpathSync(file) !== realpathSync(database.path)) return
  throw wrong(
    `${file} is where this ccload keeps its own data: move the database of ccLoad aside first, or name another one by --db`,
  )
}

/** Where it goes. A dry run makes no database where there is none. */
async function openTarget(
  config: Config,
  isDryRun: boolean,
): Promise<{ store: Store; adminStore: AdminStore; close(): Promise<void> }> {
  const { database } = config
  if (isDryRun && database.kind === 'sqlite' && !existsSync(database.path)) {
    const store = createMemoryStore()
    return { store, adminStore: createMemoryAdminStore(), close: () => store.close() }
  }
  const { store, adminStore, journal, close } = await openDatabase(config, {
    logger: silentLogger,
    scrubber: createScrubber(),
    rotateSecret: false,
  })
  return {
    store,
    adminStore,
    async close() {
      await journal?.close()
      await close()
    },
  }
}

async function blocksPrivate(config: Config, { settings: store }: AdminStore): Promise<boolean> {
  const { settings: fixed } = config
  const settings = createLiveSettings({ store, fixed, clock: systemClock, logger: silentLogger })
  try {
    await settings.load()
    return settings.values().blockPrivateUpstreams
  } finally {
    settings.close()
  }
}

function wrong(message: string): CcloadError {
  return new CcloadError('invalid_option', message)
}
