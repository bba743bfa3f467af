import { silentLogger } from '@ccload/core'
import pg from 'pg'
import { afterAll, expect, it, vi } from 'vitest'
import { startPostgres } from '../../../core/test/storage/servers/postgres-server.js'
import { listenPostgres } from '../../src/database/listen-postgres.js'

const server = await startPostgres()
if ('missing' in server) process.stderr.write(`\nLEFT OUT: LISTEN: ${server.missing}\n`)
else afterAll(() => server.close())

it('is woken by notices, and after each gap', async ({ skip }) => {
  if ('missing' in server) return skip(server.missing)
  const url = await server.createDatabase()
  const wake = vi.fn()
  const stop = listenPostgres(url, { logger: silentLogger })(wake)
  // It may have missed something before it listened.
  await vi.waitFor(() => expect(wake).toHaveBeenCalledTimes(1))
  const notify = async () => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query("select pg_notify('ccload', '')")
    await client.end()
  }
  await notify()
  await vi.waitFor(() => expect(wake).toHaveBeenCalledTimes(2))
  if (await server.stop()) {
    await server.start()
    await vi.waitFor(() => expect(wake).toHaveBeenCalledTimes(3), { timeout: 10_000 })
    await notify()
    await vi.waitFor(() => expect(wake).toHaveBeenCalledTimes(4))
  }
  const calls = wake.mock.calls.length
  stop()
  await notify()
  expect(wake).toHaveBeenCalledTimes(calls)
})
