import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { createMemoryStore } from '@ccload/core'
import { beforeEach, expect, it } from 'vitest'
import { startServer } from './support/start-server.js'

let url = ''
beforeEach(async () => {
  const canary = { name: 'canary', url: 'http://x', keys: [{ secret: 'k' }], models: ['m'] }
  ;({ url } = await startServer({ store: createMemoryStore({ channels: [canary] }) }))
})

/** A path as it stands: `fetch` would tidy it up. */
async function ask(path: string): Promise<{ status: number; body: string }> {
  const { hostname, port } = new URL(url)
  const [answer] = (await once(get({ hostname, port, path }), 'response')) as [IncomingMessage]
  return { status: answer.statusCode ?? 0, body: await text(answer) }
}

it.each([
  // The admin API by other spellings.
  '/admin',
  '/admin/',
  '/admin/nothing',
  '/admin//channels',
  '//admin/channels',
  '/admin/channels/',
  '/admin/./channels',
  '/./admin/channels',
  '/admin/../admin/channels',
  '/admin/%2e/channels',
  '/admin/%2e%2e/admin/channels',
  '/admin%2fchannels',
  '/admin%2Fchannels',
  '/admin%5cchannels',
  '/admin\\channels',
  '/admin/channels%2f1',
  '/admin/channels/1/../../channels',
  '/admin/channels/..%2fchannels',
  '/admin/channels;x=1',
  '/admin;/channels',
  '/admin/channels%00',
  '/admin/channels%20',
  '/admin/channels%0d%0a',
  '/admin/channels.json',
  '/ADMIN/channels',
  '/Admin/Channels',
  '/%61dmin/channels',
  '/%2561dmin/channels',
  '/admin/%63hannels',
  '/admin/channels?/../../healthz',
  '/admin/channels#/healthz',
  'http://localhost/admin/channels',
  // By way of paths that need no session.
  '/healthz/../admin/channels',
  '/healthz/%2e%2e/admin/channels',
  '/healthz%2f..%2fadmin/channels',
  '/login/../admin/channels',
  '/public/../admin/channels',
  '/public/summary/../../admin/channels',
  '/v1/../admin/channels',
  '/v1/messages/../../admin/channels',
  '/v1/%2e%2e/admin/channels',
  '/v1/messages%2f..%2f..%2fadmin/channels',
  '/web/../admin/channels',
  '/web/..%2fadmin/channels',
  '/web/%2e%2e%2fadmin/channels',
  '/web/assets/../../admin/channels',
])('shows nothing under %s without a session', async (path) => {
  const { status, body } = await ask(path)
  expect([301, 302, 400, 401, 404]).toContain(status)
  expect(body).not.toContain('canary')
})

it.each([
  '/web/../package.json',
  '/web/..%2fpackage.json',
  '/web/%2e%2e/package.json',
  '/web/%2e%2e%2fpackage.json',
  '/web/..%5cpackage.json',
  '/web/....//package.json',
  '/web/assets/..%2f..%2f..%2fpackage.json',
  '/web/%252e%252e%252fpackage.json',
  '/web//etc/passwd',
  '/web/%2fetc%2fpasswd',
  '/web/..;/package.json',
  '/web/index.html%00.js',
])('serves no file from outside of the pages for %s', async (path) => {
  const { body } = await ask(path)
  expect(body).not.toMatch(/"dependencies"|root:/)
})
