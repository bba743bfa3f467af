import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { connectRaw, createFakeAnthropic, huge } from '@ccload/core/testing'
import { afterEach, expect, it, onTestFinished, vi } from 'vitest'
import { CHANNEL, createAdminClient, createClient } from './support/admin-client.js'
import { PASSWORD, startServer } from './support/start-server.js'

afterEach(() => void vi.useRealTimers())

async function open(url: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  return socket
}

/** A request whose body stops short; resolves when the server has begun to wait for the rest. */
async function stall(url: string, path: string, type = 'application/json'): Promise<Socket> {
  const socket = await open(url)
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${PASSWORD}\r\nContent-Type: ${type}\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n`,
  )
  const [answer] = await once(socket.setEncoding('latin1'), 'data')
  expect(answer).toMatch(/^HTTP\/1\.1 100 /)
  socket.write('{"half')
  return socket
}

it.each(['/login', '/admin/channels', '/admin/explain'])(
  'waits for the rest of a body to %s for a minute, and then hangs up',
  async (path) => {
    const { url } = await startServer()
    // Has the admin API loaded, which no fake clock can wait for.
    await fetch(`${url}/healthz`)
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const socket = await stall(url, path)
    let isClosed = false
    // What was sent and not read makes it a reset.
    socket.on('error', () => {})
    const closed = new Promise<void>((resolve) => {
      socket.once('close', () => {
        isClosed = true
        resolve()
      })
    })
    vi.advanceTimersByTime(59_000)
    await new Promise(setImmediate)
    expect(isClosed).toBe(false)
    vi.advanceTimersByTime(1_000)
    await closed
  },
)

it('answers a stranger at once, and does not wait long for the rest of the body', async () => {
  const { url } = await startServer({ tokens: [{ name: 'team', secret: 'token-0123456789' }] })
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const socket = await open(url)
  socket.write(
    'POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: wrong\r\nContent-Length: 100\r\n\r\n{"half',
  )
  const [answer] = await once(socket.setEncoding('latin1'), 'data')
  expect(answer).toMatch(/^HTTP\/1\.1 401 /)
  const closed = new Promise((resolve) => socket.on('error', () => {}).once('close', resolve))
  vi.advanceTimersByTime(30_000)
  await closed
})

it('serves others while hundreds of bodies do not get on', async () => {
  const { url } = await startServer()
  const paths = ['/login', '/admin/channels', '/v1/messages', '/admin/import/channels']
  const stalled = Array.from({ length: 200 }, (_, at) => {
    const path = paths[at % paths.length] ?? ''
    return stall(url, path, path.endsWith('import/channels') ? 'text/csv' : 'application/json')
  })
  await Promise.all(stalled)
  expect((await createAdminClient(url)('GET', '/admin/channels')).status).toBe(200)
  expect((await createClient(url)('GET', '/readyz')).status).toBe(200)
})

it('holds an upstream back while the client does not read', async () => {
  const bytes = 64 * 1024 * 1024
  const upstream = await createFakeAnthropic()
  onTestFinished(() => upstream.close())
  upstream.always(huge(bytes))
  const { url } = await startServer()
  await createAdminClient(url)('POST', '/admin/channels', { ...CHANNEL, url: upstream.url })
  const before = process.memoryUsage().arrayBuffers
  const slow = await connectRaw(url)
  slow.send({
    method: 'POST',
    target: '/v1/messages',
    headers: ['Content-Type', 'application/json'],
    body: JSON.stringify({ model: CHANNEL.models[0], messages: [] }),
  })
  const answer = await slow.answer()
  const request = await upstream.request(0)
  await request.blocked
  expect(request.sentBytes).toBeLessThan(bytes / 2)
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(bytes / 2)
  expect((await createClient(url)('GET', '/healthz')).status).toBe(200)
  expect((await answer.rest()).length).toBeGreaterThanOrEqual(bytes)
})

it.each([
  ['many headers', Array.from({ length: 5_000 }, (_, at) => `X-${at}: y`).join('\r\n')],
  ['a long header', `X-Flood: ${'x'.repeat(100_000)}`],
  ['a long cookie', `Cookie: ccload_session=${'x'.repeat(100_000)}`],
])('refuses %s', async (_, headers) => {
  const { url } = await startServer()
  for (const path of ['/admin/channels', '/v1/models', '/web/']) {
    const socket = await open(url)
    socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n\r\n`)
    const [answer] = await once(socket.setEncoding('latin1'), 'data')
    expect(answer).toMatch(/^HTTP\/1\.1 431 /)
  }
})

it('refuses a path without end', async () => {
  const { url } = await startServer()
  const socket = await open(url)
  socket.write(`GET /${'a'.repeat(100_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
  const [answer] = await once(socket.setEncoding('latin1'), 'data')
  expect(answer).toMatch(/^HTTP\/1\.1 (414|431) /)
})

it('looks at one session cookie, however many there are', async () => {
  const { url } = await startServer()
  const cookie = Array.from({ length: 500 }, () => 'ccload_session=x').join('; ')
  expect((await createClient(url, { cookie })('GET', '/admin/channels')).status).toBe(401)
})
