import { EventEmitter, once } from 'node:events'
import { createServer as createHttpServer, request } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, it, onTestFinished, vi } from 'vitest'
import { createDrain } from '../src/http/drain.js'
import { stopOnSignals } from '../src/stop-on-signals.js'
import { startServer } from './support/start-server.js'

/** A server whose answers wait until they are released. */
async function setUp() {
  const releases: (() => void)[] = []
  const server = createHttpServer({ keepAliveTimeout: 60_000 }, (_request, response) => {
    response.write('begin')
    releases.push(() => response.end('end'))
  })
  const drain = createDrain(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => server.closeAllConnections())
  const { port } = server.address() as AddressInfo
  const get = async () => {
    const [response] = await once(request({ port, host: '127.0.0.1' }).end(), 'response')
    return response.setEncoding('utf8')
  }
  return { server, drain, get, release: () => releases.shift()?.() }
}

it('lets a running request finish, and waits for nothing after it', async () => {
  const { server, drain, get, release } = await setUp()
  const response = await get()
  const drained = drain(60_000)
  release()
  expect((await response.toArray()).join('')).toBe('beginend')
  await drained
  expect(server.listening).toBe(false)
})

it('refuses new connections meanwhile', async () => {
  const { drain, get, release } = await setUp()
  await get()
  const drained = drain(60_000)
  await expect(get()).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  release()
  await drained
})

it('answers what is asked on a connection that was taken just before', async () => {
  const { server, drain, release } = await setUp()
  const { port } = server.address() as AddressInfo
  const socket = connect(port, '127.0.0.1')
  await once(server, 'connection')
  const drained = drain(60_000)
  socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
  await once(server, 'request')
  release()
  expect((await socket.setEncoding('utf8').toArray()).join('')).toContain('end')
  await drained
})

it('breaks off what does not finish in time', async () => {
  const { drain, get } = await setUp()
  const response = await get()
  const [error] = await Promise.all([once(response, 'error'), drain(10)])
  expect(error[0]).toMatchObject({ code: 'ECONNRESET' })
})

it('has nothing to do where nothing listens', async () => {
  await expect(createDrain(createHttpServer())(10)).resolves.toBeUndefined()
})

function setUpSignals(stop: () => Promise<void>) {
  const process = Object.assign(new EventEmitter(), { exit: vi.fn<(code: number) => void>() })
  const print = vi.fn<(text: string) => void>()
  stopOnSignals({ process, stop, print })
  return { process, print }
}

it.each(['SIGINT', 'SIGTERM'])('exits 0 after an orderly stop by %s', async (signal) => {
  const { process } = setUpSignals(() => Promise.resolve())
  process.emit(signal)
  expect(process.exit).not.toHaveBeenCalled()
  await vi.waitFor(() => expect(process.exit).toHaveBeenCalledWith(0))
})

it('exits at once on the second signal', () => {
  const { process } = setUpSignals(() => new Promise(() => {}))
  process.emit('SIGTERM')
  process.emit('SIGINT')
  expect(process.exit.mock.calls).toEqual([[130]])
})

it('exits 1 when the stop fails', async () => {
  const { process, print } = setUpSignals(() => Promise.reject(new Error('disk full')))
  process.emit('SIGINT')
  await vi.waitFor(() => expect(process.exit).toHaveBeenCalledWith(1))
  expect(print).toHaveBeenCalledWith(expect.stringContaining('disk full'))
})

it('waits for a moment only for a connection that was opened ahead and never used', async () => {
  const { url, server } = await startServer()
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  await server.close()
  await once(socket, 'close')
})
