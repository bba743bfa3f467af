import { createServer, type RequestListener } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { createServer as createTcpServer } from 'node:net'
import { expect, it } from 'vitest'
import { Secret } from '../../src/domain/secret.js'
import { createFakeClock } from '../../src/testing.js'
import { createUndiciTransport } from '../../src/transport/undici-transport.js'
import { createAuthority } from './certificates.js'
import { closed, closing, listen } from './listeners.js'
import { startHttpProxy, startSocks5Proxy } from './proxies.js'
import { DIRECT, send, toRequest } from './send.js'

const SETTINGS = { connectTimeoutMs: 10_000, idleTimeoutMs: 0, keepAliveMs: 4_000 }
const authority = createAuthority()
const identity = authority.issue('upstream.test', 'proxy.test', '127.0.0.1')

const echo: RequestListener = (request, response) => {
  response.end(`${request.method} ${request.headers.host?.split(':')[0]}${request.url}`)
}
const plainUpstream = () => listen(createServer(echo))
const secureUpstream = () => listen(createSecureServer(identity, echo))
const transport = (clock = createFakeClock()) => closing(createUndiciTransport(SETTINGS, clock))
const through = (proxyUrl: string) => ({
  ...DIRECT,
  proxyUrl: new Secret(proxyUrl),
  ca: authority.ca,
})

const PROXIES = [
  ['an HTTP proxy', 'http://', () => startHttpProxy()],
  ['an HTTPS proxy', 'https://', () => startHttpProxy('', identity)],
  ['a SOCKS5 proxy', 'socks5://', () => startSocks5Proxy()],
] as const

it.each(PROXIES)('goes through %s, which resolves the name', async (_, scheme, start) => {
  const [proxy, plain, secure] = [await start(), await plainUpstream(), await secureUpstream()]
  const connection = through(`${scheme}127.0.0.1:${proxy.port}`)
  const sender = transport()
  for (const [origin, port] of [
    [`http://upstream.test:${plain.port}`, plain.port],
    [`https://upstream.test:${secure.port}`, secure.port],
  ] as const) {
    const answer = await send(sender, toRequest(origin, { connection }))
    expect(answer).toMatchObject({ status: 200, body: 'POST upstream.test/v1/messages' })
    expect(proxy.asked.at(-1)).toBe(`upstream.test:${port}`)
  }
})

it.each(PROXIES)(
  'keeps a tunnel through %s open for the next request',
  async (_, scheme, start) => {
    const [proxy, upstream] = [await start(), await secureUpstream()]
    const connection = through(`${scheme}127.0.0.1:${proxy.port}`)
    const request = toRequest(`https://upstream.test:${upstream.port}`, { connection })
    const sender = transport()
    for (const _ of [1, 2, 3]) {
      expect(await send(sender, request)).toMatchObject({ status: 200 })
      // A connection is free again in the next turn of the event loop.
      await new Promise(setImmediate)
    }
    expect(proxy.asked).toHaveLength(1)
  },
)

it.each([
  ['127.0.0.1', '127.0.0.1'],
  ['[::1]', '[00000000000000000000000000000001]'],
  ['[2001:db8::7:1]', '[20010db8000000000000000000070001]'],
])('gives a SOCKS5 proxy the address %s as bytes', async (host, bytes) => {
  const [proxy, upstream] = [await startSocks5Proxy(), await plainUpstream()]
  const connection = through(`socks5://127.0.0.1:${proxy.port}`)
  await send(transport(), toRequest(`http://${host}:${upstream.port}`, { connection }))
  expect(proxy.asked).toEqual([`${bytes}:${upstream.port}`])
})

it.each([
  ['http://', startHttpProxy],
  ['socks5://', startSocks5Proxy],
])('logs in to a %s proxy', async (scheme, start) => {
  const [proxy, upstream] = [await start('me:p@ss:ü'), await plainUpstream()]
  const login = `me:${encodeURIComponent('p@ss:ü')}`
  const connection = through(`${scheme}${login}@127.0.0.1:${proxy.port}`)
  const origin = `http://upstream.test:${upstream.port}`
  expect(await send(transport(), toRequest(origin, { connection }))).toMatchObject({ status: 200 })
  expect(proxy.asked).toEqual([`upstream.test:${upstream.port} me:p@ss:ü`])
})

it.each([
  ['http://', startHttpProxy],
  ['socks5://', startSocks5Proxy],
])('takes two logins to a %s proxy apart that look alike masked', async (scheme, start) => {
  const [proxy, upstream] = [await start('me:right'), await plainUpstream()]
  const login = (password: string) => through(`${scheme}me:${password}@127.0.0.1:${proxy.port}`)
  const [right, wrong] = [login('right'), login('wrong')]
  expect(JSON.stringify(right)).toBe(JSON.stringify(wrong))
  const sender = transport()
  const origin = `http://upstream.test:${upstream.port}`
  const ask = (connection: typeof right) => send(sender, toRequest(origin, { connection }))
  expect(await ask(right)).toMatchObject({ status: 200 })
  expect((await ask(wrong)).fault).toMatchObject({ fault: 'refused' })
})

it.each([
  ['http://', startHttpProxy, /407/],
  ['socks5://', startSocks5Proxy, /credentials/],
])('counts as refused what a %s proxy refuses, and tells no credential', async (...given) => {
  const [scheme, start, why] = given
  const proxy = await start('me:right')
  const connection = through(`${scheme}me:wrong-one@127.0.0.1:${proxy.port}`)
  const { fault } = await send(transport(), toRequest('http://upstream.test', { connection }))
  expect(fault).toMatchObject({ fault: 'refused', message: expect.stringMatching(why) })
  expect(fault?.message).not.toContain('wrong-one')
})

it('checks the upstream’s certificate, not the proxy’s, inside a tunnel', async () => {
  const [proxy, upstream] = [await startHttpProxy(), await secureUpstream()]
  const connection = through(`http://127.0.0.1:${proxy.port}`)
  const origin = `https://somewhere-else.test:${upstream.port}`
  const { fault } = await send(transport(), toRequest(origin, { connection }))
  expect(fault).toMatchObject({ fault: 'tls', message: expect.stringContaining('ALTNAME') })
})

it.each(['http://', 'socks5://', 'https://'])(
  'gives a %s proxy up that says nothing',
  async (scheme) => {
    const silent = await listen(createTcpServer())
    const clock = createFakeClock()
    const connection = through(`${scheme}127.0.0.1:${silent.port}`)
    const answer = send(transport(clock), toRequest('http://upstream.test', { connection }))
    const socket = await silent.socket(0)
    clock.advance(SETTINGS.connectTimeoutMs)
    expect((await answer).fault).toMatchObject({ fault: 'connect-timeout' })
    expect(clock.pending).toBe(0)
    socket.resume()
    await closed(socket)
  },
)

it.each([
  ['a proxy that hangs up', (port: number) => `http://127.0.0.1:${port}`, 'reset'],
  ['a proxy URL that is none', () => 'not a url', 'reset'],
  ['a scheme that is none', () => 'ftp://127.0.0.1', 'reset'],
])('fails for %s', async (_, toUrl, fault) => {
  const rude = await listen(createTcpServer((socket) => socket.end()))
  const connection = through(toUrl(rude.port))
  const answer = await send(transport(), toRequest('http://upstream.test', { connection }))
  expect(answer.fault).toMatchObject({ fault })
})

it('takes no bytes of a proxy for the upstream’s', async () => {
  const answer = 'HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'
  const forger = await listen(
    createTcpServer((socket) => socket.once('data', () => socket.write(answer))),
  )
  const connection = through(`http://127.0.0.1:${forger.port}`)
  const { fault, status } = await send(
    transport(),
    toRequest('http://upstream.test', { connection }),
  )
  expect([status, fault?.fault]).toEqual([0, 'refused'])
})
