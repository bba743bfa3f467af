import type { Logger } from '@ccload/core'
import { settleLater } from './auth/settle-later.js'
import { installPassword } from './auth/stored-password.js'
import { toBanner } from './banner.js'
import type { Config } from './config.js'
import { type CcloadServer, createServer } from './create-server.js'
import { waitForDatabase } from './database/wait-for-database.js'
import { openDatabase } from './open-database.js'
import { createListPrices } from './prices.js'
import { createScrubber, type Scrubber } from './security/scrubber.js'

/** A server that is running with its database. */
export interface RunningServer {
  readonly url: string
  /** Finishes running requests, writes what is pending, closes the database. Safe to call twice. */
  stop(): Promise<void>
}

/** When the first requests have been served, which want the processor more. */
const SETTLE_AFTER_MS = 1_000

/**
 * Opens the database, however long it takes to answer, settles the admin password and listens.
 * `print` gets what the person at the console has to know; `scrubber` learns which secrets the
 * logger must not let through. Rejects, with everything closed again, when one of the steps fails.
 */
export async function start(
  config: Config,
  options: {
    logger: Logger
    scrubber?: Scrubber
    print: (text: string) => void
    /** Encrypts the channels' keys with a new secret first. */
    rotateSecret?: boolean
  },
): Promise<RunningServer> {
  const { logger, scrubber = createScrubber(), print, rotateSecret = false } = options
  const database = await waitForDatabase(
    () => openDatabase(config, { logger, scrubber, rotateSecret }),
    { name: config.database.name, print },
  )
  const { store, adminStore, journal } = database
  scrubber.protect([config.metrics.token?.reveal() ?? ''])
  let server: CcloadServer | undefined
  let stopped: Promise<void> | undefined
  try {
    // A password from the environment would be back at the next start, whatever it was changed to.
    const given = config.password && settleLater(adminStore, config.password, { logger })
    const generated = given ? undefined : await installPassword(adminStore, undefined)
    server = createServer({
      ...toServerOptions(config),
      ...(journal && { journal }),
      prices: createListPrices(),
      store,
      adminStore: given?.adminStore ?? adminStore,
      logger,
      scrubber,
      password: given?.password,
    })
    const running = server
    if (generated !== undefined) {
      scrubber.protect([generated])
      print(`\nAdmin password, generated for this installation and shown only now: ${generated}\n`)
    }
    const { url } = await running.listen(config.port, config.host)
    const settle = () => given?.settle().catch(() => {})
    const settling = setTimeout(settle, SETTLE_AFTER_MS).unref()
    const hasChannels = (await store.channels.list()).length > 0
    const hasTokens = config.tokens.length > 0 || (await store.tokens.list()).length > 0
    const { allowOpen } = running.settings.values()
    const isNewPassword = generated !== undefined
    print(toBanner({ url, config, allowOpen, hasTokens, isNewPassword, hasChannels }))
    return {
      url,
      stop() {
        const { drainMs } = config
        clearTimeout(settling)
        stopped ??= running
          .close({ drainMs: drainMs === 0 ? Number.POSITIVE_INFINITY : drainMs })
          .then(settle)
          .then(() => database.close())
        return stopped
      },
    }
  } catch (error) {
    await server?.close({ drainMs: 0 })
    await database.close()
    throw error
  }
}

function toServerOptions(config: Config) {
  const { tokens, trustProxy, settings, metrics } = config
  return { tokens, trustProxy, settings, metrics }
}
