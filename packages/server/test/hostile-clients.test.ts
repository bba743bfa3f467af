import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { expect, it, onTestFinished } from 'vitest'
import { requestDeadline } from '../src/http/request-deadline.js'
import { CHANNEL, createAdminClient, createClient } from './support/admin-client.js'
import { PASSWORD, startServer } from './support/start-server.js'

async function open(url: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  return socket
}

/** Everything that a connection gets until the other side closes it. */
async function readAll(socket: Socket): Promise<string> {
  let text = ''
  socket.setEncoding('latin1').on('data', (chunk) => {
    text += chunk
  })
  await once(socket, 'close')
  return text
}

it('refuses a body that is small on the wire and large when unpacked', async () => {
  const { url } = await startServer()
  const response = await fetch(`${url}/admin/channels`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${PASSWORD}`,
      'content-type': 'application/json',
      'content-encoding': 'gzip',
    },
    body: gzipSync(Buffer.alloc(50_000_000, ' ')),
  })
  expect(response.status).toBe(413)
})

it('accepts a packed body of normal size', async () => {
  const { url } = await startServer()
  const response = await fetch(`${url}/admin/channels`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${PASSWORD}`,
      'content-type': 'application/json',
      'content-encoding': 'gzip',
    },
    body: gzipSync(JSON.stringify(CHANNEL)),
  })
  expect(response.status).toBe(201)
})

it('refuses a flood of headers', async () => {
  const { url } = await startServer()
  const socket = await open(url)
  socket.write(`GET /healthz HTTP/1.1\r\nHost: x\r\nX-Flood: ${'x'.repeat(100_000)}\r\n\r\n`)
  expect(await readAll(socket)).toMatch(/^HTTP\/1\.1 431 /)
})

it.each([
  'GET / HTTP/1.1\r\n\r\n',
  'GET / HTTP/9.9\r\nHost: x\r\n\r\n',
  'nonsense\r\n\r\n',
  'POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  'POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n{}',
  'GET / HTTP/1.1\r\nHost: x\r\nBad Header: y\r\n\r\n',
])('refuses the malformed request %j', async (request) => {
  const { url } = await startServer()
  const socket = await open(url)
  socket.write(request)
  expect(await readAll(socket)).toMatch(/^HTTP\/1\.1 400 /)
})

it('serves others after clients that vanish in the middle of a request', async () => {
  const { url } = await startServer()
  for (const path of ['/login', '/admin/channels', '/v1/messages']) {
    const socket = await open(url)
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${PASSWORD}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"pass`,
    )
    socket.resetAndDestroy()
    await once(socket, 'close')
  }
  expect((await createAdminClient(url)('GET', '/admin/channels')).status).toBe(200)
})

it('hashes one password at a time, however many are offered', async () => {
  const { url } = await startServer({ password: 'a password at full cost' })
  const attempts = Array.from({ length: 30 }, (_, i) =>
    createClient(url)('POST', '/login', { password: `guess ${i}` }),
  )
  const health = await createClient(url)('GET', '/healthz')
  expect(health.status).toBe(200)
  const statuses = (await Promise.all(attempts)).map(({ status }) => status)
  expect(statuses.filter((status) => status === 401)).toHaveLength(5)
  expect(statuses.filter((status) => status === 429)).toHaveLength(25)
})

it('gives up on a request that does not become complete', async () => {
  const deadline = requestDeadline(50)
  const server = createServer((request, response) => {
    deadline(request as never, response as never, () => {})
    request.resume().once('end', () => response.end())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const slow = await open(url)
  slow.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12345')
  expect(await readAll(slow)).toBe('')
  expect((await fetch(url, { method: 'POST', body: '1234567890' })).status).toBe(200)
})
