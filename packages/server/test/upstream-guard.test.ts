import type { LookupAddress } from 'node:dns'
import { type ChannelDraft, createMemoryStore } from '@ccload/core'
import { createFakeAnthropic, type FakeAnthropic } from '@ccload/core/testing'
import { expect, it, onTestFinished } from 'vitest'
import type { Lookup } from '../src/security/guarded-lookup.js'
import type { SettingValues } from '../src/settings/settings-table.js'
import { createAdminClient, createClient } from './support/admin-client.js'
import { startServer } from './support/start-server.js'

const ADMIN_PATHS = ['test', 'models/fetch'] as const

/**
 * A server whose only channel leads where the test says, and a resolver that answers what the test
 * says, one answer after the other. The channel is put into the store past the API's own check.
 */
async function setUp(options: {
  url: (upstream: FakeAnthropic) => string
  answers?: readonly string[]
  settings?: Partial<SettingValues>
  channel?: Partial<ChannelDraft>
}) {
  const upstream = await createFakeAnthropic()
  onTestFinished(() => upstream.close())
  const asked: string[] = []
  const answers = [...(options.answers ?? [])]
  const lookup: Lookup = (hostname, _options, callback) => {
    asked.push(hostname)
    const address = answers.shift() ?? hostname
    const found: LookupAddress[] = [{ address, family: address.includes(':') ? 6 : 4 }]
    callback(null, found)
  }
  const store = createMemoryStore({
    channels: [
      {
        name: 'main',
        url: options.url(upstream),
        keys: [{ secret: 'sk-canary-0123456789' }],
        models: ['m'],
        ...options.channel,
      },
    ],
  })
  // Each request on a connection of its own.
  const { url } = await startServer({
    store,
    lookup,
    settings: { keepAliveMs: 0, ...options.settings },
  })
  return {
    upstream,
    asked,
    send: () => createClient(url)('POST', '/v1/messages', { model: 'm', messages: [] }),
    admin: (path: string) => createAdminClient(url)('POST', `/admin/channels/1/${path}`, {}),
    logs: () => createAdminClient(url)('GET', '/admin/channels/1'),
  }
}

it('follows a name to where it leads', async () => {
  const { send, asked } = await setUp({
    url: ({ port }) => `http://upstream.example:${port}`,
    answers: ['127.0.0.1'],
  })
  expect((await send()).status).toBe(200)
  expect(asked).toEqual(['upstream.example'])
})

it('does not follow a name that leads to a metadata service the second time', async () => {
  const { send, asked, upstream } = await setUp({
    url: ({ port }) => `http://rebinding.example:${port}`,
    answers: ['127.0.0.1', '169.254.169.254'],
  })
  expect((await send()).status).toBe(200)
  expect((await send()).status).toBe(502)
  expect(asked).toEqual(['rebinding.example', 'rebinding.example'])
  expect(upstream.requests).toHaveLength(1)
})

it('does not follow a name to this machine where that is closed', async () => {
  const { send, upstream } = await setUp({
    url: ({ port }) => `http://rebinding.example:${port}`,
    answers: ['127.0.0.1'],
    settings: { blockPrivateUpstreams: true },
  })
  expect((await send()).status).toBe(502)
  expect(upstream.connections).toBe(0)
})

it.each([
  'http://169.254.169.254',
  'http://[::ffff:169.254.169.254]',
  'http://[fd00:ec2::254]',
  'http://0.0.0.0:1',
  'http://metadata.google.internal',
])('does not connect to %s, though it stands in the store', async (target) => {
  const { send, admin, logs } = await setUp({ url: () => target })
  expect((await send()).status).toBe(502)
  expect((await logs()).json.data.last_failure_message).toMatch(/EACCES.*(metadata|reserved)/)
  for (const path of ADMIN_PATHS) expect(JSON.stringify((await admin(path)).json)).toMatch(/EACCES/)
})

it('does not ask a proxy at a closed address, nor any proxy for one', async () => {
  const throughProxy = (proxyUrl: string): Partial<ChannelDraft> => ({
    connection: { proxyUrl, insecureTls: false, ca: null, http2: false },
  })
  const closedProxy = await setUp({
    url: () => 'http://api.example.com',
    channel: throughProxy('http://proxy.example:3128'),
    answers: ['169.254.169.254'],
  })
  expect((await closedProxy.send()).status).toBe(502)
  expect(closedProxy.asked).toEqual(['proxy.example'])

  const upstream = await createFakeAnthropic()
  onTestFinished(() => upstream.close())
  const closedTarget = await setUp({
    url: () => 'http://169.254.169.254',
    channel: throughProxy(upstream.url),
  })
  expect((await closedTarget.send()).status).toBe(502)
  expect(upstream.connections).toBe(0)
})

it.each(ADMIN_PATHS)('holds for the admin as well: %s', async (path) => {
  const { admin, upstream } = await setUp({
    url: ({ port }) => `http://rebinding.example:${port}`,
    answers: ['127.0.0.1', '10.0.0.1', '10.0.0.1'],
    settings: { blockPrivateUpstreams: true },
  })
  expect(JSON.stringify((await admin(path)).json)).toContain('private address')
  expect(upstream.connections).toBe(0)
})

it.each(ADMIN_PATHS)('follows no redirect, which would take the key along: %s', async (path) => {
  const other = await createFakeAnthropic()
  onTestFinished(() => other.close())
  const { admin, upstream } = await setUp({ url: ({ url }) => url })
  upstream.always({
    kind: 'fixed',
    status: 307,
    body: '',
    headers: ['location', `${other.url}/v1/models`],
    contentType: 'text/plain',
  })
  await admin(path)
  expect(upstream.requests.length).toBeGreaterThan(0)
  expect(other.connections).toBe(0)
})
