import { join } from 'node:path'
import { inspect } from 'node:util'
import {
  type Channel,
  createMemoryStore,
  createProxy,
  createRoutingState,
  type Store,
} from '@ccload/core'
import { expect, it, onTestFinished } from 'vitest'
import { parseConfig } from '../src/config.js'
import { createServer } from '../src/create-server.js'
import { createLogger } from '../src/logger.js'
import { openDatabase } from '../src/open-database.js'
import { createScrubber } from '../src/security/scrubber.js'
import { findSecrets } from './support/canary.js'
import { tempFolder } from './support/temp-folder.js'

const PASSWORD = 'canary password +8d1f/'
const PASSPHRASE = 'canary-passphrase-4411'
const TOKEN = 'canary-token-77aa01+/=x'
const KEY = 'sk-ant-canary-one-0042aa/+='
const HEADER = 'canary-header-3377'
const PROXY_PASSWORD = 'canary-proxy-5511'
const WEBHOOK = 'canary-webhook-2266'
const METRICS = 'canary-metrics-token-8899'
const DATABASE = 'canary-database-1122'
const SECRETS = [
  PASSWORD,
  PASSPHRASE,
  TOKEN,
  KEY,
  HEADER,
  PROXY_PASSWORD,
  WEBHOOK,
  METRICS,
  DATABASE,
]

const DRAFT = {
  name: 'main',
  url: 'http://127.0.0.1:9',
  keys: [{ secret: KEY }],
  models: ['m'],
  headers: { 'x-gateway-auth': HEADER },
  connection: {
    proxyUrl: `http://me:${PROXY_PASSWORD}@127.0.0.1:9`,
    insecureTls: false,
    ca: null,
    http2: false,
  },
}

/** All that a curious log statement could make of a thing. */
function print(thing: unknown): string {
  const everything = { showHidden: true, depth: null, getters: true, showProxy: true } as const
  return [
    inspect(thing),
    inspect(thing, everything),
    inspect(thing, { ...everything, customInspect: false }),
    toJson(thing),
    `${thing}`,
  ].join('\n')
}

/** Candidates know their group, which knows them. */
function toJson(thing: unknown): string {
  const seen = new Set<unknown>()
  return (
    JSON.stringify(thing, (_, value: unknown) => {
      if (typeof value !== 'object' || value === null) return value
      if (seen.has(value)) return '[seen]'
      seen.add(value)
      return value
    }) ?? ''
  )
}

function expectSilence(name: string, thing: unknown): void {
  expect([name, findSecrets(print(thing), SECRETS)]).toEqual([name, []])
}

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return await promise.then(
    () => expect.unreachable(),
    (error: unknown) => error,
  )
}

const environment = (rest: object = {}) => ({
  CCLOAD_PASS: PASSWORD,
  CCLOAD_AUTH: TOKEN,
  CCLOAD_SECRET: PASSPHRASE,
  CCLOAD_METRICS_TOKEN: METRICS,
  CCLOAD_ALERT_WEBHOOK_SECRET: WEBHOOK,
  ...rest,
})

it('finds what it looks for', () => {
  const plain = { keys: [{ secret: KEY }], nested: { deep: { deeper: { proxy: PROXY_PASSWORD } } } }
  expect(findSecrets(print(plain), SECRETS)).toEqual([KEY, PROXY_PASSWORD])
})

it('holds no secret of the configuration where it could be printed', () => {
  const CCLOAD_DATABASE_URL = `postgres://me:${DATABASE}@db.example/ccload`
  const config = parseConfig(environment({ CCLOAD_DATABASE_URL }))
  expect(config.database).toMatchObject({ password: DATABASE })
  expectSilence('config', config)
})

it('holds no secret of channels where it could be printed', async () => {
  const config = parseConfig(environment({ SQLITE_PATH: join(tempFolder(), 'ccload.db') }))
  const logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
  const scrubber = createScrubber()
  const database = await openDatabase(config, { logger, scrubber, rotateSecret: false })
  onTestFinished(() => database.close())
  const { store, adminStore } = database
  const created = await store.channels.create(DRAFT)
  expect(created).toMatchObject(DRAFT)
  const memory = createMemoryStore({ channels: [DRAFT] })
  const routing = createRoutingState({ channels: [DRAFT] })
  const request = { model: 'm', endpoint: 'messages', session: null } as const
  const tokens = [{ name: 'team', secret: TOKEN }]
  const proxy = createProxy({ store, tokens })
  onTestFinished(() => proxy.close())
  await proxy.ready()
  const server = createServer({
    store,
    adminStore,
    scrubber,
    password: PASSWORD,
    tokens,
    settings: { alertWebhookSecret: WEBHOOK },
    metrics: { token: METRICS },
  })
  onTestFinished(() => server.close())
  await server.listen(0, '127.0.0.1')
  expect(server.settings.values().alertWebhookSecret.reveal()).toBe(WEBHOOK)

  const things: [string, unknown][] = [
    ['a channel', created],
    ['channels', await store.channels.list()],
    ['channels in memory', await memory.channels.list()],
    ['the store', store],
    ['the admin store', adminStore],
    ['the memory store', memory],
    ['the routing', routing],
    ['its groups', routing.groups('m')],
    ['its channels', routing.channels()],
    ['the proxy', proxy],
    ['a plan', await proxy.explain(request)],
    ['the server', server],
    ['the settings', server.settings.values()],
    ['the scrubber', scrubber],
  ]
  for (const [name, thing] of things) expectSilence(name, thing)
})

it('logs no secret, though the scrubber knows none of them', async () => {
  let logged = ''
  const scrubber = createScrubber()
  const logger = createLogger({
    level: 'info',
    scrubber,
    destination: {
      write(line) {
        logged += line
      },
    },
  })
  const [channel] = await createMemoryStore({ channels: [DRAFT] }).channels.list()
  const config = parseConfig(environment())
  logger.info(
    { channel, deep: { er: { channels: [channel] } }, config },
    `of ${channel?.keys[0]?.secret}`,
  )
  logger.error({ err: Object.assign(new Error('refused'), { channel }) }, 'failed')
  expect(logged).toContain('"x-gateway-auth":"cana****3377"')
  expect(findSecrets(logged, SECRETS)).toEqual([])
})

it('throws no secret', async () => {
  const plain = (channel: Channel) => ({
    ...channel,
    keys: channel.keys.map((key) => ({ ...key, secret: key.secret.reveal() as never })),
  })
  const memory = createMemoryStore({ channels: [DRAFT] })
  const broken: Store = {
    ...memory,
    channels: {
      ...memory.channels,
      list: async () => (await memory.channels.list()).map(plain),
    },
  }
  const proxy = createProxy({ store: broken })
  onTestFinished(() => proxy.close())
  const error = await rejection(proxy.ready())
  expect(error).toMatchObject({
    code: 'invalid_option',
    message: expect.stringContaining('Channel "main", key 1: the store has to give a Secret'),
  })
  expectSilence('a store of plain texts', error)

  const taken = await rejection(memory.channels.create(DRAFT))
  expectSilence('a name in use', taken)
  const variables = Object.entries(environment())
  for (const [name, value] of variables) {
    const wrong = { ...environment(), [name]: `${value}\u0000${'x'.repeat(2_000)}`, PORT: value }
    const mistake = await rejection(Promise.resolve().then(() => parseConfig(wrong)))
    expectSilence(name, mistake)
  }
})
