#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { loadConfig, toDatabaseFlag } from './config.js'
import { backupCommand } from './database/backup-command.js'
import { copyCommand } from './database/copy-command.js'
import { migrateCommand } from './database/migrate-command.js'
import { toReason } from './database/wait-for-database.js'
import { importCcloadCommand } from './import-ccload/import-ccload-command.js'
import { createLogger } from './logger.js'
import { rebuildCommand } from './logs/rebuild-command.js'
import { createScrubber } from './security/scrubber.js'
import { simulateCommand } from './simulate/simulate-command.js'
import { start } from './start.js'
import { stopOnSignals } from './stop-on-signals.js'
import { version } from './version.js'
import { beWorker } from './workers/cluster-worker.js'
import { isFirstWorker, isWorker, runWorkers } from './workers/run-workers.js'

const HELP = `ccload ${version}: a load-balancing proxy for the Claude Code API

Usage: ccload [options]
       ccload simulate [options]     compare routing policies on what the log has recorded
       ccload rebuild-stats          compute statistics anew from the log
       ccload migrate                bring the database up to date, and start nothing
       ccload backup <file>          write the database into a new SQLite file
       ccload copy --to <path|url>   move everything into another, empty database
       ccload import-ccload <file>   take over channels and tokens of the ccLoad written in Go

  --port <number>   port to listen on (PORT, default 8080; 0 takes a free one)
  --host <address>  address to listen on (HOST, default 127.0.0.1)
  --db <path|url>   database: a SQLite file (SQLITE_PATH, default data/ccload.db), or a URL
                    (CCLOAD_DATABASE_URL: sqlite:, postgres://, mysql://, mariadb://)
  --rotate-secret   encrypt the channels' keys with a new secret, then start
  --version         print the version
  --help            print this

Everything else is set by environment variables or a .env file: CCLOAD_PASS (admin
password), CCLOAD_AUTH (client tokens, comma separated), CCLOAD_SECRET (passphrase for
stored keys, in place of a generated one), CCLOAD_DATABASE_POOL and CCLOAD_DATA_DIR (see
docs/storage.md), CCLOAD_WORKERS (processes, a number or auto), CCLOAD_DRAIN_MS (time that
running requests have at a stop, 30000; 0: no limit), CCLOAD_METRICS_TOKEN and
CCLOAD_METRICS_PORT (see docs/monitoring.md), CCLOAD_TRUST_PROXY, LOG_LEVEL, and what the
settings page can change as well, such as CCLOAD_MAX_BODY_BYTES: see docs/settings.md.
`

const print = (text: string) => void process.stdout.write(text)

async function main(): Promise<void> {
  const [command, ...rest] = process.argv.slice(2)
  if (command === 'simulate') return simulateCommand(rest, { print })
  if (command === 'rebuild-stats') return rebuildCommand(rest, { print })
  if (command === 'migrate') return migrateCommand(rest, { print })
  if (command === 'backup') return backupCommand(rest, { print })
  if (command === 'copy') return copyCommand(rest, { print })
  if (command === 'import-ccload') return importCcloadCommand(rest, { print })
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      host: { type: 'string' },
      db: { type: 'string' },
      'rotate-secret': { type: 'boolean', default: false },
      help: { type: 'boolean' },
      version: { type: 'boolean' },
    },
  })
  if (values.help) return print(HELP)
  if (values.version) return print(`${version}\n`)
  const config = loadConfig({
    flags: { PORT: values.port, HOST: values.host, ...toDatabaseFlag(values.db) },
  })
  const scrubber = createScrubber()
  const logger = createLogger({ level: config.logLevel, scrubber })
  if (config.workers > 1 && !isWorker) {
    return runWorkers({ count: config.workers, logger, print })
  }
  const serving = isWorker ? beWorker() : undefined
  const isOnly = !isWorker
  const server = await start(config, {
    logger,
    scrubber,
    print: isOnly || isFirstWorker ? print : () => {},
    rotateSecret: values['rotate-secret'] && (isOnly || isFirstWorker),
  })
  if (serving) serving(() => server.stop())
  else stopOnSignals({ process, print, stop: () => server.stop() })
}

/** What happened, and the reason that a person can do something about. */
function toMessage(error: unknown): string {
  const reason = toReason(error)
  const message = error instanceof Error ? error.message : String(error)
  return message === reason || message === '' ? reason : `${message}: ${reason}`
}

main().catch((error: unknown) => {
  process.stderr.write(`ccload: ${toMessage(error)}\n`)
  process.exitCode = 1
})
