import type { Logger } from '@ccload/core'
import type { AdminCredential } from './auth/password.js'
import { installPassword, readPassword } from './auth/stored-password.js'
import { toBanner } from './banner.js'
import type { Config } from './config.js'
import { type CcloadServer, createServer } from './create-server.js'
import { waitForDatabase } from './database/wait-for-database.js'
import { openDatabase } from './open-database.js'
import { createListPrices } from './prices.js'
import { createScrubber, type Scrubber } from './security/scrubber.js'
import type { AdminStore } from './state/admin-store.js'

/** A server that is running with its database. */
export interface RunningServer {
  readonly url: string
  /** Finishes running requests, writes what is pending, closes the database. Safe to call twice. */
  stop(): Promise<void>
}

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
  scrubber.protect([config.metrics.token ?? ''])
  let server: CcloadServer | undefined
  let stopped: Promise<void> | undefined
  try {
    // Hashing takes a quarter of a second beside the main thread, which has enough to do meanwhile.
    const installing = installPassword(adminStore, config.password)
    installing.catch(() => {})
    server = createServer({
      ...toServerOptions(config),
      ...(journal && { journal }),
      prices: createListPrices(),
      store,
      adminStore,
      logger,
      scrubber,
      // A password from the environment would be back at the next start, whatever it was changed to.
      password: config.password && installing.then(() => requirePassword(adminStore)),
    })
    const running = server
    const generated = await installing
    if (generated !== undefined) {
      scrubber.protect([generated])
      print(`\nAdmin password, generated for this installation and shown only now: ${generated}\n`)
    }
    const { url } = await running.listen(config.port, config.host)
    const hasChannels = (await store.channels.list()).length > 0
    const hasTokens = config.tokens.length > 0 || (await store.tokens.list()).length > 0
    const { allowOpen } = running.settings.values()
    const isNewPassword = generated !== undefined
    print(toBanner({ url, config, allowOpen, hasTokens, isNewPassword, hasChannels }))
    return {
      url,
      stop() {
        const { drainMs } = config
        stopped ??= running
          .close({ drainMs: drainMs === 0 ? Number.POSITIVE_INFINITY : drainMs })
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

async function requirePassword(adminStore: AdminStore): Promise<AdminCredential> {
  const credential = await readPassword(adminStore)
  if (credential === undefined) throw new Error('The admin password has not been kept.')
  return credential
}

function toServerOptions(config: Config) {
  const { tokens, trustProxy, settings, metrics } = config
  return { tokens, trustProxy, settings, metrics }
}
