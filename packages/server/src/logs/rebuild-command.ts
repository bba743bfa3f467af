import { parseArgs } from 'node:util'
import { createKyselyStore } from '@ccload/core/kysely'
import type { CommandOptions } from '../command-options.js'
import { loadConfig, toDatabaseFlag } from '../config.js'
import { openExisting } from '../database/open-existing.js'

const HELP = `Usage: ccload rebuild-stats [options]

Computes statistics anew from the log entries that are kept, beside a running server too. Those of
earlier times stay as they are.

  --db <path|url>   database (SQLITE_PATH or CCLOAD_DATABASE_URL, default data/ccload.db)
`

/** `ccload rebuild-stats`: mends statistics that do not agree with the log. */
export async function rebuildCommand(args: string[], options: CommandOptions): Promise<void> {
  const { print, environment } = options
  const { values } = parseArgs({
    args,
    options: { db: { type: 'string' }, help: { type: 'boolean', default: false } },
  })
  if (values.help) return print(HELP)
  const config = loadConfig({ ...environment, flags: toDatabaseFlag(values.db) })
  const store = createKyselyStore({ dialect: await openExisting(config) })
  try {
    await store.migrate()
    const range = await store.stats.rebuild()
    print(range === null ? 'There is nothing to be done.\n' : toReport(range))
  } finally {
    await store.close()
  }
}

function toReport({ from, to }: { from: number; to: number }): string {
  const [first, last] = [from, to].map((time) => new Date(time).toISOString())
  return `Statistics from ${first} to ${last} have been computed anew.\n`
}
