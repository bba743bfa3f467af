import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Logger, silentLogger } from '@ccload/core'
import { createFakeAnthropic, type FakeAnthropic } from '@ccload/core/testing'
import { afterEach } from 'vitest'
import { type Environment, parseConfig } from '../../src/config.js'
import { createScrubber } from '../../src/security/scrubber.js'
import { type RunningServer, start } from '../../src/start.js'

/** A server as `npm start` runs it, with a database file of its own, before real upstreams. */
export interface Installation {
  readonly url: string
  readonly upstreams: readonly FakeAnthropic[]
  /** The console's lines so far. */
  readonly printed: readonly string[]
  /** Calls the admin API with the admin password; resolves to the answer's `data`. */
  admin(method: string, path: string, body?: object): Promise<unknown>
  /** Stops the server and starts another on the same database. */
  restart(): Promise<void>
}

/** The admin password of each installation. */
export const PASSWORD = 'correct horse battery'
const open: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

/** Installs a server and gives it a channel per entry, each with an upstream of its own. */
export async function install(
  channels: readonly object[],
  environment: Environment = {},
  logger: Logger = silentLogger,
): Promise<Installation> {
  const folder = await mkdtemp(join(tmpdir(), 'ccload-'))
  open.push(() => rm(folder, { recursive: true }))
  const config = parseConfig({
    CCLOAD_PASS: PASSWORD,
    CCLOAD_AUTH: 'team-token',
    PORT: '0',
    SQLITE_PATH: join(folder, 'data', 'ccload.db'),
    ...environment,
  })
  const printed: string[] = []
  const print = (text: string) => void printed.push(text)
  const options = { logger, scrubber: createScrubber(), print }
  let server: RunningServer = await start(config, options)
  open.push(() => server.stop())
  const upstreams: FakeAnthropic[] = []
  const installation: Installation = {
    get url() {
      return server.url
    },
    upstreams,
    printed,
    async admin(method, path, body) {
      const response = await fetch(server.url + path, {
        method,
        headers: { authorization: `Bearer ${PASSWORD}`, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
      return text === '' ? undefined : (JSON.parse(text) as { data: unknown }).data
    },
    async restart() {
      await server.stop()
      server = await start(config, options)
    },
  }
  for (const [position, channel] of channels.entries()) {
    const upstream = await createFakeAnthropic({ name: `upstream-${position + 1}` })
    open.push(() => upstream.close())
    upstreams.push(upstream)
    await installation.admin('POST', '/admin/channels', {
      name: `channel-${position + 1}`,
      url: upstream.url,
      api_key: `sk-upstream-key-${position + 1}`,
      models: ['claude-sonnet-5'],
      ...channel,
    })
  }
  return installation
}
