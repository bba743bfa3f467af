import { type Channel, type Store, toTokenDigest, toTokenPrefix, toTokenSecret } from '@ccload/core'
import { createKyselyStore } from '@ccload/core/kysely'
import type { FakeAnthropic } from '@ccload/core/testing'
import { createServer } from '../create-server.js'
import { createListPrices } from '../prices.js'
import { openSqlite } from '../storage/open-sqlite.js'
import { DEMO_CHANNELS, DEMO_TOKENS } from './demo-cast.js'
import { createHistory } from './demo-history.js'
import { startDemoTraffic } from './demo-traffic.js'
import { startDemoUpstreams } from './demo-upstreams.js'
import { createRandom, type Random } from './random.js'

/** The demo's admin password. It listens on this machine only. */
export const DEMO_PASSWORD = 'demo'

const DAYS = 7
const BATCH = 2_000
const HOST = '127.0.0.1'
const REST_MS = 8 * 60_000

/**
 * A server to look at: fake upstreams, a week of history and traffic that goes on, all of it in
 * memory and on this machine. No key is needed, and nothing is kept.
 */
export async function startDemo(
  options: { port?: number; seed?: number } = {},
): Promise<{ url: string; stop(): Promise<void> }> {
  const { port = 0, seed = 1 } = options
  const random = createRandom(seed)
  const upstreams = await startDemoUpstreams(random)
  const store = createKyselyStore({ dialect: openSqlite(':memory:') })
  await store.migrate()
  const channels = await addChannels(store, upstreams)
  const secrets = await addTokens(store, random)
  await letRefusedRest(store, channels)
  const history = createHistory({ channels, now: Date.now(), days: DAYS, seed })
  for (let i = 0; i < history.length; i += BATCH) {
    await store.logs.append(history.slice(i, i + BATCH))
  }
  const server = createServer({ store, password: DEMO_PASSWORD, prices: createListPrices() })
  const { url } = await server.listen(port, HOST)
  const traffic = startDemoTraffic({ url, secrets, random })
  return {
    url,
    async stop() {
      traffic.stop()
      await server.close({ drainMs: 0 })
      await store.close()
      for (const upstream of upstreams.values()) await upstream.close()
    },
  }
}

async function addChannels(
  store: Store,
  upstreams: ReadonlyMap<string, FakeAnthropic>,
): Promise<Channel[]> {
  const channels: Channel[] = []
  for (const { name, priority, weight, models, enabled } of DEMO_CHANNELS) {
    const keys = [{ secret: `sk-ant-demo-${name}-0123456789`, note: '' }]
    const url = upstreams.get(name)?.url ?? ''
    channels.push(
      await store.channels.create({ name, url, keys, priority, weight, models, enabled }),
    )
  }
  return channels
}

/** Begins with the refused key at rest, as it would be after some failures. */
async function letRefusedRest(store: Store, channels: readonly Channel[]): Promise<void> {
  const refused = new Set(DEMO_CHANNELS.filter((cast) => cast.isRefused).map(({ name }) => name))
  const keys = channels
    .filter(({ name }) => refused.has(name))
    .flatMap((channel) => channel.keys.map((key) => ({ channelId: channel.id, keyId: key.id })))
  const rest = { model: null, until: Date.now() + REST_MS, durationMs: REST_MS } as const
  await store.cooldowns.save(
    keys.map((key) => ({ ...rest, ...key, scope: 'key', cause: 'credential' }) as const),
    [],
  )
}

/** Returns the secrets, each with its share of the traffic. */
async function addTokens(store: Store, random: Random): Promise<(readonly [string, number])[]> {
  const secrets: (readonly [string, number])[] = []
  for (const [name, share] of DEMO_TOKENS) {
    const secret = toTokenSecret(Uint8Array.from({ length: 32 }, () => Math.floor(random() * 256)))
    await store.tokens.create({
      name,
      digest: toTokenDigest(secret),
      prefix: toTokenPrefix(secret),
      ...(name === 'ci' && {
        limits: {
          requestsPerMinute: 60,
          concurrent: null,
          dailyCostMicroUsd: 2_000_000,
          monthlyCostMicroUsd: 50_000_000,
        },
        models: ['claude-haiku-4-5', 'claude-sonnet-4-5'],
      }),
    })
    secrets.push([secret, share])
  }
  return secrets
}
