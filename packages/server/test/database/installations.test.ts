import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { silentLogger } from '@ccload/core'
import { apiError } from '@ccload/core/testing'
import { describe, expect, it, vi } from 'vitest'
import { parseConfig } from '../../src/config.js'
import { start } from '../../src/start.js'
import { install } from '../end-to-end/installation.js'
import { startInstallation } from '../support/start-installation.js'
import { onDatabase, startDatabaseServers } from './support.js'

/** Well below the time after which a snapshot is read again anyway. */
const soon = { timeout: 10_000, interval: 20 }

async function ask(url: string): Promise<Response> {
  const response = await fetch(`${url}/v1/messages`, {
    method: 'POST',
    headers: { 'x-api-key': 'team-token', 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'claude-sonnet-5', max_tokens: 9, messages: [] }),
  })
  await response.arrayBuffer()
  return response
}

const isReady = async (url: string) => (await fetch(`${url}/readyz`)).status === 200

describe.each(await startDatabaseServers())('an installation on %s', (_name, server) => {
  it('keeps everything there, keys encrypted, and files apart', async () => {
    const environment = onDatabase(await server.createDatabase())
    const installation = await install([{}, {}], environment)
    expect((await ask(installation.url)).status).toBe(200)
    await installation.admin('PATCH', '/admin/settings', { log_retention_days: 3 })
    await installation.restart()
    const channels = await installation.admin('GET', '/admin/channels')
    expect(channels).toMatchObject([{ name: 'channel-1' }, { name: 'channel-2' }])
    expect(await installation.admin('GET', '/admin/logs')).toHaveLength(1)
    const settings = JSON.stringify(await installation.admin('GET', '/admin/settings'))
    expect(settings).toMatch(/"log_retention_days"[^}]*"value":3\b/)
    expect(installation.printed.join('')).toMatch(/Database {2}(postgres|mysql):\/\/127/)
    expect(existsSync(join(environment.CCLOAD_DATA_DIR, 'ccload.secret'))).toBe(false)
  })

  it('serves on while the database is away, and catches up', async ({ skip }) => {
    const installation = await install([{}], onDatabase(await server.createDatabase()))
    const { url } = installation
    expect((await ask(url)).status).toBe(200)
    await vi.waitFor(async () => {
      expect(await installation.admin('GET', '/admin/logs')).toHaveLength(1)
    }, soon)
    expect(await isReady(url)).toBe(true)
    if (!(await server.stop())) return skip('the server is not ours to stop')
    for (let requests = 0; requests < 3; requests++) expect((await ask(url)).status).toBe(200)
    await vi.waitFor(async () => expect(await isReady(url)).toBe(false), soon)
    expect((await ask(url)).status).toBe(200)
    await server.start()
    await vi.waitFor(async () => expect(await isReady(url)).toBe(true), soon)
    await vi.waitFor(
      async () => expect(await installation.admin('GET', '/admin/logs')).toHaveLength(5),
      { ...soon, timeout: 40_000 },
    )
    // What this process hears of changes by is there again, too.
    await installation.admin('PATCH', '/admin/channels/1', { enabled: false })
    expect((await ask(url)).status).not.toBe(200)
  })

  it('waits for the database at the start, and says so', async ({ skip }) => {
    const environment = { ...onDatabase(await server.createDatabase()), PORT: '0' }
    if (!(await server.stop())) return skip('the server is not ours to stop')
    const printed: string[] = []
    const starting = start(parseConfig(environment), {
      logger: silentLogger,
      print: (text) => void printed.push(text),
    })
    await vi.waitFor(() => expect(printed).not.toEqual([]), soon)
    expect(printed[0]).toMatch(/^(postgres|mysql):\/\/127.*does not answer \(.*Next try in 0.5 s/)
    await server.start()
    const { url, stop } = await starting
    expect(await isReady(url)).toBe(true)
    await stop()
  })

  it('fails at once where waiting is of no use, and never shows the password', async () => {
    const missing = new URL(await server.createDatabase())
    missing.pathname = '/does_not_exist'
    missing.username = 'somebody'
    missing.password = 'hidden-password'
    const error = await startInstallation(onDatabase(missing.href)).catch((reason) => reason)
    expect(error).toBeInstanceOf(Error)
    expect(`${error.message} ${error.stack}`).not.toContain('hidden-password')
  })

  it('needs a secret that all processes know', async () => {
    const environment = { ...onDatabase(await server.createDatabase()), CCLOAD_SECRET: '' }
    await expect(startInstallation(environment)).rejects.toThrow(/^CCLOAD_SECRET is needed/)
  })

  it('shares channels, tokens, settings and cooldowns with its neighbour', async () => {
    const url = await server.createDatabase()
    const first = await install([{}, { enabled: false }], onDatabase(url))
    const second = await install([], onDatabase(url))
    expect((await ask(second.url)).status).toBe(200)
    expect(first.upstreams[0]?.requests).toHaveLength(1)

    await first.admin('PATCH', '/admin/channels/2', { enabled: true, priority: 9 })
    await vi.waitFor(async () => {
      await ask(second.url)
      expect(first.upstreams[1]?.requests.length).toBeGreaterThan(0)
    }, soon)

    first.upstreams[1]?.next(apiError(429, 'rate_limit_error', 'slow down', ['retry-after', '600']))
    expect((await ask(second.url)).status).toBe(200)
    const cooldowns = () => first.admin('GET', '/admin/cooldowns')
    await vi.waitFor(async () => expect(await cooldowns()).toMatchObject([{ channel_id: 2 }]), soon)
    await first.admin('DELETE', '/admin/cooldowns/2')
    await vi.waitFor(
      async () => expect(await second.admin('GET', '/admin/cooldowns')).toEqual([]),
      soon,
    )

    await second.admin('PATCH', '/admin/settings', { log_retention_days: 5 })
    await vi.waitFor(async () => {
      const settings = JSON.stringify(await first.admin('GET', '/admin/settings'))
      expect(settings).toMatch(/"log_retention_days"[^}]*"value":5\b/)
    }, soon)
  })
})
