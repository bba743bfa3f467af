import type { LookupAddress } from 'node:dns'
import { createServer } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { createServer as createTcpServer, type LookupFunction } from 'node:net'
import { expect, it } from 'vitest'
import { createFakeClock } from '../../src/testing.js'
import { createUndiciTransport } from '../../src/transport/undici-transport.js'
import { createAuthority } from './certificates.js'
import { closed, closing, listen } from './listeners.js'
import { DIRECT, send, toRequest } from './send.js'

const SETTINGS = { connectTimeoutMs: 10_000, idleTimeoutMs: 0, keepAliveMs: 4_000 }
const authority = createAuthority()
const identity = authority.issue('127.0.0.1', 'upstream.test')

const transport = (settings = {}, clock = createFakeClock()) =>
  closing(createUndiciTransport({ ...SETTINGS, ...settings }, clock))
const upstream = () => listen(createServer((_, response) => response.end('ok')))
const secureUpstream = () =>
  listen(createSecureServer(identity, (_, response) => response.end('ok')))
/** A connection is free again in the next turn of the event loop. */
const nextTurn = () => new Promise(setImmediate)

it.each([
  ['a certificate that nobody vouches for', DIRECT, 'tls'],
  ['one of another authority', { ...DIRECT, ca: createAuthority().ca }, 'tls'],
  ['one of the channel’s authority', { ...DIRECT, ca: authority.ca }, undefined],
  ['any certificate where the channel says so', { ...DIRECT, insecureTls: true }, undefined],
])('judges %s', async (_, connection, fault) => {
  const { port } = await secureUpstream()
  const answer = await send(transport(), toRequest(`https://127.0.0.1:${port}`, { connection }))
  expect(answer.fault?.fault).toBe(fault)
  expect(answer.status).toBe(fault === undefined ? 200 : 0)
})

it('wants a certificate for the very name', async () => {
  const { port } = await secureUpstream()
  const lookup: LookupFunction = (_, options, callback) =>
    options.all
      ? callback(null, [{ address: '127.0.0.1', family: 4 }] as LookupAddress[])
      : callback(null, '127.0.0.1', 4)
  const sender = transport({ lookup })
  const connection = { ...DIRECT, ca: authority.ca }
  const right = await send(sender, toRequest(`https://upstream.test:${port}`, { connection }))
  const wrong = await send(sender, toRequest(`https://other.test:${port}`, { connection }))
  expect([right.status, wrong.fault?.fault]).toEqual([200, 'tls'])
})

it('asks the given lookup about names and addresses, and fails as it says', async () => {
  const { port } = await upstream()
  const asked: string[] = []
  const lookup: LookupFunction = (name, _, callback) => {
    asked.push(name)
    if (name === '127.0.0.1') return callback(null, [{ address: name, family: 4 }])
    const error = Object.assign(new Error(`${name} is a metadata service`), { code: 'EACCES' })
    callback(error, '', 4)
  }
  const sender = transport({ lookup })
  const refused = await send(sender, toRequest('http://metadata.google.internal'))
  expect(refused.fault).toEqual({
    fault: 'refused',
    message: 'EACCES: metadata.google.internal is a metadata service',
  })
  expect((await send(sender, toRequest(`http://127.0.0.1:${port}`))).status).toBe(200)
  expect(asked).toEqual(['metadata.google.internal', '127.0.0.1'])
})

it('gives up a connection whose TLS does not open in time', async () => {
  const silent = await listen(createTcpServer())
  const clock = createFakeClock()
  const answer = send(transport({}, clock), toRequest(`https://127.0.0.1:${silent.port}`))
  await silent.socket(0)
  clock.advance(SETTINGS.connectTimeoutMs - 1)
  clock.advance(1)
  expect((await answer).fault).toMatchObject({ fault: 'connect-timeout' })
  expect(clock.pending).toBe(0)
})

it('says refused where nobody listens', async () => {
  const gone = await listen(createTcpServer())
  const other = await upstream()
  const port = gone.port === other.port ? 1 : gone.port
  const sender = transport()
  expect((await send(sender, toRequest(`http://127.0.0.1:${other.port}`))).status).toBe(200)
  const { fault } = await send(sender, toRequest(`http://127.0.0.2:${port}`))
  expect(fault).toMatchObject({ fault: 'refused' })
})

it('shares connections by origin and by how they are made, not by identity', async () => {
  const { port, sockets } = await upstream()
  const sender = transport()
  const ask = async (connection?: typeof DIRECT) => {
    await send(sender, toRequest(`http://127.0.0.1:${port}`, connection && { connection }))
    await nextTurn()
    return sockets.length
  }
  expect(await ask()).toBe(1)
  expect(await ask(DIRECT)).toBe(1)
  expect(await ask({ ...DIRECT })).toBe(1)
  expect(await ask({ ...DIRECT, insecureTls: true })).toBe(2)
  expect(await ask({ ...DIRECT, insecureTls: true })).toBe(2)
})

it('closes what a channel left behind once another is used, and not what is in use', async () => {
  const [vanished, used, fresh] = [await upstream(), await upstream(), await upstream()]
  const clock = createFakeClock()
  const sender = transport({ keepAliveMs: 3_600_000 }, clock)
  const ask = async (port: number) => {
    const answer = await send(sender, toRequest(`http://127.0.0.1:${port}`))
    await nextTurn()
    return answer
  }
  await ask(vanished.port)
  await ask(used.port)
  const left = await vanished.socket(0)
  clock.advance(9 * 60_000)
  await ask(used.port)
  clock.advance(2 * 60_000)
  expect(left.destroyed).toBe(false)
  await ask(fresh.port)
  await closed(left)
  await ask(used.port)
  expect(used.sockets).toHaveLength(1)
  expect((await ask(vanished.port)).status).toBe(200)
})

it('keeps no connection where it is told so', async () => {
  const { port, socket } = await upstream()
  const answer = await send(transport({ keepAliveMs: 0 }), toRequest(`http://127.0.0.1:${port}`))
  expect(answer.status).toBe(200)
  await closed(await socket(0))
})
