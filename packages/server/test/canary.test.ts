import { request } from 'node:http'
import { join } from 'node:path'
import {
  answer,
  apiError,
  type BehaviourChoice,
  createFakeAnthropic,
  fixed,
  html,
  type RecordedRequest,
  redirect,
  resetBeforeHeaders,
} from '@ccload/core/testing'
import { expect, it, onTestFinished } from 'vitest'
import { parseConfig } from '../src/config.js'
import { openDatabase } from '../src/open-database.js'
import { createScrubber } from '../src/security/scrubber.js'
import { createClient } from './support/admin-client.js'
import { findSecrets, readFolder, spellings } from './support/canary.js'
import { sampleEntry } from './support/sample-entry.js'
import { startInstallation } from './support/start-installation.js'
import { tempFolder } from './support/temp-folder.js'
import { createTestRoutes } from './support/test-context.js'

const PASSWORD = 'canary password +8d1f/'
const TOKEN = 'canary-token-77aa01+/=x'
const KEYS = ['canary-key-one-0042aa/+=', 'sk-ant-canary-two-9917']
const PROXY_PASSWORD = 'canary-proxy-5511'
const HEADER = 'canary-header-3377'
const WEBHOOK = 'canary-webhook-2266'
const SECRETS = [PASSWORD, TOKEN, ...KEYS, PROXY_PASSWORD, HEADER, WEBHOOK]

const keyOf = (received: RecordedRequest) => received.header('x-api-key') ?? ''
const base64 = (text: string) => Buffer.from(text).toString('base64')

/** What an upstream may say that knows the key: all of it in the ways in which upstreams fail. */
const TELLTALES: [string, BehaviourChoice][] = [
  ['401', (received) => apiError(401, 'authentication_error', `invalid key ${keyOf(received)}`)],
  ['402', (received) => apiError(402, 'billing_error', `${keyOf(received)} has no credit`)],
  ['403', (received) => apiError(403, 'permission_error', base64(keyOf(received)))],
  ['404', (received) => apiError(404, 'not_found_error', encodeURIComponent(keyOf(received)))],
  ['429', (received) => apiError(429, 'rate_limit_error', `wait, "${keyOf(received)}"`)],
  ['500', (received) => fixed(500, JSON.stringify({ headers: received.headers }))],
  ['529', (received) => apiError(529, 'overloaded_error', `Bearer ${keyOf(received)}`)],
  ['400', (received) => apiError(400, 'invalid_request_error', `key=${keyOf(received)}`)],
  ['a page', (received) => fixed(200, `<html>${keyOf(received)}</html>`, [], 'text/html')],
  ['a redirect', (received) => redirect(`http://127.0.0.1:9/?key=${keyOf(received)}`)],
  [
    'an error in a stream',
    (received) =>
      answer({ errorEvent: { after: 0, type: 'api_error', message: `no ${keyOf(received)}` } }),
  ],
  [
    'an error in mid-stream',
    (received) =>
      answer({ errorEvent: { after: 3, type: 'api_error', message: `no ${keyOf(received)}` } }),
  ],
  [
    'an encoded answer',
    (received) => ({
      ...fixed(200, JSON.stringify({ content: [{ type: 'text', text: keyOf(received) }] })),
      encoding: 'gzip',
    }),
  ],
  ['an error as JSON', (received) => apiError(200, 'api_error', keyOf(received))],
  ['a reset', resetBeforeHeaders()],
  ['a cut', answer({ cutAt: { events: 2 }, ending: 'reset' })],
  ['a page without it', html()],
]

/** A secret in texts as they really come, with its neighbours in base64. */
function plants(secret: string): string[] {
  const packed = ['', 'x', 'xy', 'xyz'].flatMap((before) =>
    ['', 'z', 'zz'].map((after) => base64(`${before}${secret}${after}`)),
  )
  const hex = Buffer.from(secret).toString('hex')
  return [secret, encodeURIComponent(secret), hex, hex.toUpperCase(), ...packed]
}

/** Reads a stream of events for as long as the test takes. */
function listen(url: string): () => string {
  let text = ''
  const headers = { authorization: `Bearer ${PASSWORD}` }
  const events = request(`${url}/admin/events`, { headers }, (response) => {
    response.setEncoding('utf8').on('data', (piece) => {
      text += piece
    })
  })
  events.on('error', () => {}).end()
  onTestFinished(() => void events.destroy())
  return () => text
}

it('finds what it looks for', () => {
  for (const secret of SECRETS) {
    for (const spelling of spellings(secret)) {
      expect(findSecrets(`x${spelling}y`, SECRETS)).toContain(secret)
    }
    for (const plant of plants(secret)) expect(findSecrets(plant, SECRETS)).toContain(secret)
  }
})

it('shows no secret anywhere, however much the upstreams tell', async () => {
  const folder = tempFolder()
  const upstreams = await Promise.all(KEYS.map(() => createFakeAnthropic()))
  for (const upstream of upstreams) onTestFinished(() => upstream.close())
  const { url, stop, printed, logged } = await startInstallation({
    SQLITE_PATH: join(folder, 'ccload.db'),
    CCLOAD_PASS: PASSWORD,
    CCLOAD_AUTH: TOKEN,
  })
  const shown: string[] = []
  const call = async (method: string, path: string, body?: unknown, headers = {}) => {
    const common = { authorization: `Bearer ${PASSWORD}` }
    const answered = await createClient(url, common)(method, path, body, headers)
    shown.push(answered.text, JSON.stringify([...answered.headers]))
    return answered
  }
  const events = listen(url)
  for (const [at, secret] of KEYS.entries()) {
    const headers = { 'x-gateway-auth': `Bearer ${HEADER}` }
    const common = { models: ['m'], priority: -at, headers }
    const channel = { name: `c${at}`, url: upstreams[at]?.url, ...common }
    expect((await call('POST', '/admin/channels', { ...channel, api_key: secret })).status).toBe(
      201,
    )
  }
  const connection = { proxy_url: `http://me:${PROXY_PASSWORD}@127.0.0.1:9` }
  const behindProxy = { name: 'proxied', url: 'http://127.0.0.1:9', models: ['p'], connection }
  await call('POST', '/admin/channels', { ...behindProxy, api_key: KEYS[0] })

  expect((await call('PATCH', '/admin/settings', { alert_webhook_secret: WEBHOOK })).status).toBe(
    200,
  )
  for (const channel_id of [1, 2, 3]) {
    await call('POST', '/admin/capture-rules', { channel_id, minutes: 60, max_kb: 1024 })
  }

  // What an upstream says reaches the client as it is: that is the contract, and no sink of ours.
  const client = createClient(url, { authorization: `Bearer ${TOKEN}` })
  for (const [, telltale] of TELLTALES) {
    for (const upstream of upstreams) upstream.always(telltale)
    for (const stream of [true, false]) {
      const messages = [{ role: 'user', content: SECRETS.flatMap(plants).join(' ') }]
      await client('POST', '/v1/messages', { model: 'm', stream, messages }).catch(() => {})
      await call('GET', '/admin/cooldowns')
      await call('DELETE', '/admin/cooldowns')
    }
    await call('POST', '/admin/channels/1/test', {})
    await call('POST', '/admin/channels/1/models/fetch', {})
  }
  await client('POST', '/v1/messages', { model: 'p', messages: [] })
  for (const headers of [{ 'x-api-key': `${TOKEN}x` }, { authorization: `Basic ${TOKEN}` }, {}]) {
    const refused = await createClient(url, headers)('POST', `/v1/messages?key=${TOKEN}`, { a: 1 })
    shown.push(refused.text)
  }
  await call('GET', `/admin/export/channels?keys=1`, undefined, {
    'x-admin-password': `${PASSWORD}x`,
  })
  await call('GET', '/admin/export/channels?format=csv')
  await call('GET', '/admin/export/channels?format=json')
  await call('POST', '/admin/import/channels', `name,api_key,url\n,${KEYS[0]},${KEYS[1]}\n`, {
    'content-type': 'text/csv',
  })
  await call('POST', '/admin/explain', { model: 'm' })
  await call('POST', '/admin/simulate', {})
  await expect
    .poll(async () => (await call('GET', '/admin/logs?limit=200')).json.data.length, {
      timeout: 10_000,
    })
    .toBeGreaterThan(TELLTALES.length)
  const { json: captured } = await call('GET', '/admin/captures?limit=1000')
  expect(captured.data.length).toBeGreaterThan(TELLTALES.length)
  for (const { request_id: id, attempt } of captured.data) {
    expect((await call('GET', `/admin/captures/${id}/${attempt}`)).status).toBe(200)
  }
  for (const { method, path } of createTestRoutes()) {
    if (method === 'get' && path !== '/admin/events')
      await call('GET', path.replace(/\{\w+\}/g, '1'))
  }
  for (const path of ['/metrics', '/public/summary', '/healthz', '/readyz', '/web/']) {
    shown.push((await createClient(url)('GET', path)).text)
  }
  await expect.poll(events).toContain('event: log')
  await stop()

  expect(shown.join('')).toContain('invalid key')
  const sinks = new Map([
    ...readFolder(folder),
    ['answers', shown.join('\n')],
    ['events', events()],
    ['console', printed()],
    ['log', logged()],
  ])
  expect([...sinks.keys()]).toEqual(expect.arrayContaining(['ccload.db', 'ccload.db.secret']))
  for (const [sink, text] of sinks) expect([sink, findSecrets(text, SECRETS)]).toEqual([sink, []])
})

it('keeps no secret in the rows and the journal of the log', async () => {
  const folder = tempFolder()
  const logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
  const config = parseConfig({
    SQLITE_PATH: join(folder, 'ccload.db'),
    CCLOAD_PASS: PASSWORD,
    CCLOAD_AUTH: TOKEN,
  })
  const scrubber = createScrubber()
  const database = await openDatabase(config, { logger, scrubber, rotateSecret: false })
  const { store, journal } = database
  const connection = {
    proxyUrl: `http://me:${PROXY_PASSWORD}@h:1`,
    insecureTls: false,
    ca: null,
    http2: false,
  }
  const headers = { 'x-gateway-auth': HEADER }
  const early = { name: 'early', url: 'http://x', keys: [], models: [] }
  await store.channels.create({ ...early, connection, headers })
  await database.adminStore.settings.set(
    'settings',
    JSON.stringify({ alert_webhook_secret: WEBHOOK }),
  )
  // The server does, which is not there.
  scrubber.protect([WEBHOOK])
  await store.channels.applyAll([
    {
      create: {
        name: 'late',
        url: 'http://x',
        keys: KEYS.map((secret) => ({ secret })),
        models: [],
      },
    },
  ])
  // Keys of channels are learnt after a change, not within it.
  await expect.poll(() => scrubber.scrub(KEYS.join())).not.toContain('canary-key')
  const messages = SECRETS.flatMap(plants).map((text) => `The upstream says: ${text}.`)
  const entries = messages.map((message) => sampleEntry({ outcome: 'answer', message }))
  await store.logs.append(entries)
  await journal?.append(entries)
  expect(journal?.size).toBe(entries.length)
  await journal?.close()
  await database.close()
  const files = readFolder(folder)
  expect([...files.keys()]).toEqual(expect.arrayContaining(['ccload.db', 'ccload.db.journal']))
  expect([...files.values()].join('')).toContain('The upstream says')
  for (const [file, text] of files) expect([file, findSecrets(text, SECRETS)]).toEqual([file, []])
})
