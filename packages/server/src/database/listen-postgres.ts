import { type Clock, type Logger, systemClock } from '@ccload/core'
import pg from 'pg'
import { CONNECT_TIMEOUT_MS } from './open-postgres.js'

const FIRST_RETRY_MS = 250
const LAST_RETRY_MS = 10_000

/**
 * Wakes whenever a process has notified the channel `ccload`, and after each gap in the connection,
 * since notices of that time are lost. For `KyselyStore.follow`.
 */
export function listenPostgres(
  url: string,
  options: { readonly logger: Logger; readonly clock?: Clock },
): (wake: () => void) => () => void {
  const { logger, clock = systemClock } = options
  return (wake) => {
    let client: pg.Client | undefined
    let retryMs = FIRST_RETRY_MS
    let isStopped = false
    let cancel = () => {}

    function connectAgain(err: unknown): void {
      if (client === undefined || isStopped) return
      // It must not end the process when it fails once more.
      client.removeAllListeners()
      client.on('error', () => {})
      client.end().catch(() => {})
      client = undefined
      logger.debug({ err, retryMs }, 'the connection that hears of changes has ended')
      cancel = clock.after(retryMs, () => void connect())
      retryMs = Math.min(retryMs * 2, LAST_RETRY_MS)
    }

    async function connect(): Promise<void> {
      const current = new pg.Client({
        connectionString: url,
        connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
        keepAlive: true,
        application_name: 'ccload changes',
      })
      client = current
      current.on('error', connectAgain)
      current.on('end', () => connectAgain(undefined))
      current.on('notification', wake)
      try {
        await current.connect()
        await current.query('listen ccload')
        retryMs = FIRST_RETRY_MS
        wake()
      } catch (error) {
        if (client === current) connectAgain(error)
      }
    }

    void connect()
    return () => {
      isStopped = true
      cancel()
      client?.end().catch(() => {})
    }
  }
}
