import { constants, type ServerHttp2Stream } from 'node:http2'
import { expect, it } from 'vitest'
import { type Http2Bench, OFFERING, startHttp1, startHttp2 } from './http2-upstream.js'
import { closed } from './listeners.js'
import { send, toRequest } from './send.js'

const { NGHTTP2_NO_ERROR, NGHTTP2_REFUSED_STREAM } = constants

it('lets streams finish on a connection that the upstream is ending, and opens another', async () => {
  const bench = await startHttp2((stream, path) => {
    stream.respond({ ':status': 200 })
    if (path === '/quick') {
      stream.end('quick')
      return
    }
    stream.write('slow ')
    stream.session?.goaway(NGHTTP2_NO_ERROR)
    void bench.ask('/quick').then(() => stream.end('and whole'))
  })
  expect(await bench.ask('/slow')).toMatchObject({ body: 'slow and whole', fault: undefined })
  expect(bench.sessions).toHaveLength(2)
})

it('sends a request again that the upstream refused unseen, once', async () => {
  const paths: string[] = []
  const { ask } = await startHttp2((stream, path) => {
    paths.push(path)
    if (path === '/never' || paths.length === 1) {
      stream.close(NGHTTP2_REFUSED_STREAM)
      return
    }
    stream.respond({ ':status': 200 })
    stream.end('ok')
  })
  expect(await ask('/later')).toMatchObject({ status: 200, body: 'ok' })
  expect(await ask('/never')).toMatchObject({ status: 0, fault: { fault: 'reset' } })
  expect(paths).toEqual(['/later', '/later', '/never', '/never'])
})

/** An upstream whose connection dies under its second request. */
async function startDying(): Promise<Http2Bench & { requests(): number }> {
  let requests = 0
  const bench = await startHttp2((stream) => {
    requests++
    if (requests === 2) {
      bench.sockets[0]?.destroy()
      return
    }
    stream.respond({ ':status': 200 })
    stream.end('ok')
  })
  return Object.assign(bench, { requests: () => requests })
}

it('sends a request again when a kept connection dies under it', async () => {
  const bench = await startDying()
  expect(await bench.ask()).toMatchObject({ status: 200 })
  bench.clock.advance(1_000)
  expect(await bench.ask()).toMatchObject({ status: 200, body: 'ok' })
  expect([bench.requests(), bench.sessions.length]).toEqual([3, 2])
})

it('takes the death of a connection that was just in use for a fault', async () => {
  const bench = await startDying()
  expect(await bench.ask()).toMatchObject({ status: 200 })
  bench.clock.advance(999)
  expect(await bench.ask()).toMatchObject({ status: 0, fault: { fault: 'reset' } })
  expect(bench.requests()).toBe(2)
})

it('opens more connections when the upstream allows no more streams', async () => {
  const streams: ServerHttp2Stream[] = []
  const bench = await startHttp2(
    (stream) => {
      stream.respond({ ':status': 200 })
      if (streams.push(stream) < 5) return
      for (const each of streams) each.end('ok')
    },
    { maxConcurrentStreams: 2 },
  )
  await startStreams(bench.ask, streams, 1)
  const answers = [bench.ask(), bench.ask(), bench.ask(), bench.ask()]
  for (const answer of await Promise.all(answers)) expect(answer.body).toBe('ok')
  expect(bench.sessions).toHaveLength(3)
})

async function startStreams(
  ask: () => Promise<unknown>,
  streams: readonly unknown[],
  count: number,
): Promise<void> {
  void ask()
  while (streams.length < count) await new Promise(setImmediate)
  await new Promise(setImmediate)
}

it('closes a connection that nobody uses after a while', async () => {
  const bench = await startHttp2((stream) => {
    stream.respond({ ':status': 200 })
    stream.end('ok')
  })
  await bench.ask()
  const socket = await bench.socket(0)
  expect(socket.destroyed).toBe(false)
  while (bench.clock.pending === 0) await new Promise(setImmediate)
  bench.clock.advance(4_000)
  await closed(socket)
  expect(bench.clock.pending).toBe(0)
})

it('speaks HTTP/1.1 with an upstream that does not speak HTTP/2', async () => {
  const bench = await startHttp1((request, response) => {
    response.end(`${request.httpVersion} ${request.url}`)
  })
  const answers = await Promise.all([bench.ask('/a'), bench.ask('/b')])
  expect(answers.map(({ body }) => body)).toEqual(['1.1 /a', '1.1 /b'])
  expect((await bench.ask('/c')).body).toBe('1.1 /c')
})

it('fails every request that waits for a connection which cannot be made', async () => {
  const bench = await startHttp1(() => {})
  const untrusted = { ...OFFERING, ca: null }
  const ask = () => send(bench.transport, toRequest(bench.origin, { connection: untrusted }))
  for (const { fault } of await Promise.all([ask(), ask()])) expect(fault?.fault).toBe('tls')
})
