import { once } from 'node:events'
import { constants, type ServerHttp2Stream } from 'node:http2'
import type { Socket } from 'node:net'
import { expect, it } from 'vitest'
import { OFFERING, startHttp2 } from './http2-upstream.js'
import { send, toRequest } from './send.js'

const { NGHTTP2_CANCEL } = constants
const HANDLER = { onHead: () => {}, onData: () => true, onEnd: () => {}, onFault: () => {} }

it('carries a request and its answer, header lines as they came', async () => {
  let got: { headers: readonly string[]; body: string } | undefined
  const { transport, origin } = await startHttp2(async (stream, _, headers) => {
    let body = ''
    stream.setEncoding('utf8').on('data', (text) => {
      body += text
    })
    await once(stream, 'end')
    got = { headers, body }
    stream.respond({ ':status': 201, 'x-a': ['1', '2'], 'x-odd': 'é', 'content-type': 'x/y' })
    stream.end('né')
  })
  const answer = await new Promise<{ status: number; headers: readonly string[]; body: string }>(
    (resolve, reject) => {
      let [status, headers, body] = [0, [] as readonly string[], '']
      const lines = ['X-App', 'cli', 'Anthropic-Beta', 'a', 'anthropic-beta', 'b', 'X-Odd', 'é']
      const dropped = ['TE', 'trailers', 'HTTP2-Settings', 'x', 'Upgrade', 'h2c']
      const request = toRequest(origin, {
        path: '/v1/x?y=%2F',
        headers: [...lines, ...dropped],
        connection: OFFERING,
      })
      transport.send(request, {
        onHead(received, given) {
          status = received
          headers = given
        },
        onData(chunk) {
          body += Buffer.from(chunk).toString('utf8')
          return true
        },
        onEnd: () => resolve({ status, headers, body }),
        onFault: reject,
      })
    },
  )
  expect(answer.status).toBe(201)
  expect(answer.body).toBe('né')
  expect(answer.headers.slice(0, 8)).toEqual([
    'x-a',
    '1',
    'x-a',
    '2',
    'x-odd',
    'é',
    'content-type',
    'x/y',
  ])
  expect(got?.body).toBe('{"model":"m"}')
  const { host } = new URL(origin)
  expect(got?.headers).toEqual([
    ...[':method', 'POST', ':scheme', 'https', ':authority', host, ':path', '/v1/x?y=%2F'],
    ...['x-app', 'cli', 'anthropic-beta', 'a, b', 'x-odd', 'é', 'content-length', '13'],
  ])
})

it('hands on each piece as it comes, and holds the upstream back when told to', async () => {
  let upstream: ServerHttp2Stream | undefined
  const { transport, origin } = await startHttp2((stream) => {
    upstream ??= stream
    stream.respond({ ':status': 200 })
    stream.write('one')
  })
  const pieces: string[] = []
  let resume = () => {}
  let arrived = () => {}
  const arrival = () =>
    new Promise<void>((resolve) => {
      arrived = resolve
    })
  const first = arrival()
  let bytes = 0
  const ended = new Promise<void>((resolve, reject) => {
    transport.send(toRequest(origin, { connection: OFFERING }), {
      onHead: (_, __, resumeBody) => {
        resume = resumeBody
      },
      onData(chunk) {
        bytes += chunk.length
        pieces.push(Buffer.from(chunk.subarray(0, 3)).toString())
        arrived()
        return pieces.length > 1
      },
      onEnd: resolve,
      onFault: ({ message }) => reject(new Error(message)),
    })
  })
  await first
  expect(pieces).toEqual(['one'])
  const rest = Buffer.alloc(8 * 1024 * 1024, 'x')
  upstream?.end(rest)
  // Another stream's answer is the measure of time: by then, more would have come.
  await new Promise<void>((resolve) => {
    const onHead = () =>
      setImmediate(() => {
        other.abort()
        resolve()
      })
    const other = transport.send(toRequest(origin, { connection: OFFERING }), {
      ...HANDLER,
      onHead,
    })
  })
  expect(pieces).toEqual(['one'])
  resume()
  await ended
  expect(bytes).toBe(3 + rest.length)
})

it('cancels the stream and keeps the connection when a request is stopped', async () => {
  const streams: ServerHttp2Stream[] = []
  const bench = await startHttp2((stream, path) => {
    streams.push(stream)
    stream.respond({ ':status': 200 })
    stream.write('one')
    if (path === '/whole') stream.end()
  })
  const request = toRequest(bench.origin, { connection: OFFERING })
  await new Promise<void>((resolve) => {
    const call = bench.transport.send(request, {
      ...HANDLER,
      onData() {
        setImmediate(() => {
          call.abort()
          call.abort()
          resolve()
        })
        return false
      },
    })
  })
  const [stopped] = streams
  if (stopped?.closed === false) await once(stopped, 'close')
  expect(stopped?.rstCode).toBe(NGHTTP2_CANCEL)
  expect(await bench.ask('/whole')).toMatchObject({ status: 200, body: 'one' })
  expect(bench.sessions).toHaveLength(1)
})

it.each([
  ['cancelled', (stream: ServerHttp2Stream) => cancel(stream)],
  ['ended with its session', (stream: ServerHttp2Stream) => stream.session?.destroy()],
  ['cut with its connection', (_: ServerHttp2Stream, socket?: Socket) => socket?.destroy()],
])('takes no stream for whole that was %s', async (_, cut) => {
  const bench = await startHttp2((stream) => {
    stream.respond({ ':status': 200 }, { waitForTrailers: true })
    stream.write('one', () => setImmediate(() => cut(stream, bench.sockets[0])))
  })
  expect(await bench.ask()).toMatchObject({ status: 200, body: 'one', fault: { fault: 'reset' } })
})

/** Resets a stream that has not told its end: without trailers to wait for, it would. */
function cancel(stream: ServerHttp2Stream): void {
  stream.once('wantTrailers', () => stream.close(NGHTTP2_CANCEL))
  stream.end()
}

it('gives a stream up that says nothing for too long, but not one that is held back', async () => {
  const bench = await startHttp2((stream) => {
    stream.respond({ ':status': 200 })
    stream.write('one')
  })
  const request = toRequest(bench.origin, { connection: OFFERING })
  const events: string[] = []
  let resume = () => {}
  await new Promise<void>((arrived) => {
    bench.transport.send(request, {
      onHead: (_, __, resumeBody) => {
        resume = resumeBody
      },
      onData() {
        arrived()
        return false
      },
      onEnd: () => events.push('end'),
      onFault: ({ fault }) => events.push(fault),
    })
  })
  await new Promise(setImmediate)
  bench.clock.advance(100_000)
  expect(events).toEqual([])
  resume()
  bench.clock.advance(29_000)
  expect(events).toEqual([])
  bench.clock.advance(31_000)
  expect(events).toEqual(['idle-timeout'])
})

it('counts headers that HTTP/2 has no place for as a fault', async () => {
  const { transport, origin, ask } = await startHttp2((stream) => {
    stream.respond({ ':status': 200 })
    stream.end()
  })
  const bad = toRequest(origin, { headers: ['bad name', 'x'], connection: OFFERING })
  expect((await send(transport, bad)).fault).toBeDefined()
  expect(await ask()).toMatchObject({ status: 200 })
})
