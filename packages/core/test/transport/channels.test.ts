import type { LookupAddress } from 'node:dns'
import { createServer } from 'node:https'
import type { LookupFunction } from 'node:net'
import { expect, it } from 'vitest'
import { answer, createFakeAnthropic } from '../../src/testing.js'
import { message, startGateway } from '../pipeline/gateway.js'
import { createAuthority } from './certificates.js'
import { startHttp2 } from './http2-upstream.js'
import { closing, listen } from './listeners.js'
import { startHttpProxy, startSocks5Proxy } from './proxies.js'
import { DIRECT } from './send.js'

const stream = message({ stream: true })

it.each([
  ['http', startHttpProxy],
  ['socks5', startSocks5Proxy],
])('reaches a channel through its %s proxy', async (scheme, start) => {
  const proxy = await start('me:secret')
  const upstream = closing(await createFakeAnthropic({ name: 'behind' }))
  const proxyUrl = `${scheme}://me:secret@127.0.0.1:${proxy.port}`
  const url = `http://upstream.test:${upstream.port}`
  const gateway = await startGateway({ channels: [{ url, connection: { ...DIRECT, proxyUrl } }] })
  expect((await gateway.post(stream)).body.toString()).toMatch(/behind.*message_stop/s)
  expect(proxy.asked).toEqual([`upstream.test:${upstream.port} me:secret`])
  expect(upstream.requests[0]?.header('proxy-authorization')).toBeUndefined()
})

it('goes on to the next channel when a proxy is not there, and names no credential', async () => {
  const connection = { ...DIRECT, proxyUrl: 'http://me:proxy-secret@127.0.0.1:1' }
  const gateway = await startGateway({ channels: [{ priority: 1, connection }, {}] })
  expect((await gateway.post()).body.toString()).toContain('channel-2')
  await gateway.proxy.close()
  const entries = await gateway.store.logs.list({ limit: 9 })
  expect(entries[1]).toMatchObject({ statusCode: 0, message: expect.stringMatching(/REFUSED/) })
  expect(JSON.stringify(entries)).not.toContain('proxy-secret')
})

it('speaks HTTP/2 with a channel that offers it, header lines and all', async () => {
  const authority = createAuthority()
  const seen: (readonly string[])[] = []
  const { port } = await startHttp2(
    (upstream, _, headers) => {
      seen.push(headers)
      upstream.respond({ ':status': 200, 'content-type': 'text/event-stream', 'x-odd': 'é' })
      upstream.write('event: message_start\ndata: {"type":"message_start","message":{}}\n\n')
      upstream.end('event: message_stop\ndata: {"type":"message_stop"}\n\n')
    },
    {},
    authority,
  )
  const connection = { ...DIRECT, ca: authority.ca, http2: true }
  const gateway = await startGateway({
    channels: [{ url: `https://127.0.0.1:${port}/api`, connection, headers: { 'X-Team': 'a' } }],
  })
  const reply = await gateway.post(stream, ['X-App', 'cli', 'TE', 'trailers', 'x-team', 'b'])
  expect([reply.status, reply.ending, reply.header('x-odd')]).toEqual([200, 'complete', 'é'])
  expect(reply.body.toString()).toMatch(/message_start.*message_stop/s)
  const [headers = []] = seen
  expect(headers.slice(6, 8)).toEqual([':path', '/api/v1/messages'])
  expect(headers.join('\n')).toMatch(/x-app\ncli\n.*x-api-key\nsk-upstream-1\n.*x-team\na/s)
  expect(headers).not.toContain('te')
})

it('resolves names as it is told to, for upstreams with a certificate of their own', async () => {
  const authority = createAuthority()
  const upstream = await listen(
    createServer(authority.issue('upstream.test'), (_, response) => response.end('{"ok":1}')),
  )
  const asked: string[] = []
  const lookup: LookupFunction = (name, _, callback) => {
    asked.push(name)
    callback(null, [{ address: '127.0.0.1', family: 4 }] as LookupAddress[])
  }
  const gateway = await startGateway({
    settings: { lookup },
    channels: [
      {
        url: `https://upstream.test:${upstream.port}`,
        connection: { ...DIRECT, ca: authority.ca },
      },
    ],
  })
  expect((await gateway.post()).body.toString()).toBe('{"ok":1}')
  expect(asked).toEqual(['upstream.test'])
})

it('refuses a lookup that is no function', async () => {
  const settings = { lookup: 'dns' as unknown as LookupFunction }
  await expect(startGateway({ settings })).rejects.toThrow('settings.lookup')
})

it('sends a channel’s own headers in the place of the client’s', async () => {
  const gateway = await startGateway({
    channels: [{ headers: { 'User-Agent': 'ours/1', 'X-Api-Key': 'stolen', 'x-team': 'a' } }],
  })
  gateway.upstream(0).next(answer())
  await gateway.post(message(), ['User-Agent', 'theirs', 'x-app', 'cli'])
  const [request] = gateway.upstream(0).requests
  expect(request?.header('user-agent')).toBe('ours/1')
  expect(request?.header('x-team')).toBe('a')
  expect(request?.header('x-app')).toBe('cli')
  expect(request?.header('x-api-key')).toBe('sk-upstream-1')
  expect(request?.headers.join()).not.toMatch(/theirs|stolen/)
})
