import assert from 'node:assert/strict'
import { gzipSync } from 'node:zlib'
import { answer, apiError, fixed } from '../behaviours.js'
import { assertHeadersKept } from './assert-headers-kept.js'
import { type AdapterCase, MESSAGE, MODEL, message, STREAM } from './bench.js'

const ODD_BODY = `\n {"max_tokens" : 16,"x":1.0,"x":12345678901234567890, "u":"\\u00e9\\/é 你",
  "model":"${MODEL}" , "messages":[]}\t`

const EVERY_BYTE = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))

/** Bytes and headers, both ways. */
export const bytesCases: readonly AdapterCase[] = [
  {
    name: 'hands on the body, path and query of a request byte for byte',
    async run({ upstream, ask }) {
      const target = '/v1/messages?beta=true&path=%2Fa%2fb&plus=a+b&empty='
      assert.equal((await ask({ ...message(ODD_BODY), target })).status, 200)
      const [request] = upstream.requests
      assert.equal(request?.requestLine, `POST ${target} HTTP/1.1`)
      assert.equal(request?.body.toString(), ODD_BODY)
    },
  },
  {
    name: 'hands on the header lines of a request',
    async run({ upstream, ask, traits, token, key }) {
      const sent = ['X-App', 'cli', 'Anthropic-Beta', 'one', 'anthropic-beta', 'two', 'X-Late', 'é']
      await ask(message(MESSAGE, sent))
      const [request] = upstream.requests
      assertHeadersKept(sent, request?.headers ?? [], traits)
      assert.ok(request?.headers.join('\n').includes(key), 'the key is there')
      assert.ok(!request?.headers.join('\n').includes(token), 'the token stays here')
    },
  },
  {
    name: 'takes a large body',
    async run({ upstream, ask }) {
      const body = `{"model":"${MODEL}","pad":"${'é'.repeat(2_500_000)}"}`
      assert.equal((await ask(message(body))).status, 200)
      assert.ok(upstream.requests[0]?.body.equals(Buffer.from(body)), 'the body is unchanged')
    },
  },
  {
    name: 'takes a chunked body, after Expect: 100-continue',
    async run({ upstream, connect, toRequest }) {
      const connection = await connect()
      const headers = ['Transfer-Encoding', 'chunked', 'Expect', '100-continue']
      connection.send(toRequest({ method: 'POST', target: '/v1/messages', headers }))
      const half = MESSAGE.length >> 1
      for (const part of [MESSAGE.slice(0, half), MESSAGE.slice(half)]) {
        connection.write(`${part.length.toString(16)}\r\n${part}\r\n`)
      }
      connection.write('0\r\n\r\n')
      assert.equal((await connection.answer()).status, 200)
      assert.equal(upstream.requests[0]?.body.toString(), MESSAGE)
    },
  },
  {
    name: 'hands on an encoded body as it is',
    async run({ upstream, ask }) {
      const body = gzipSync(MESSAGE)
      assert.equal((await ask(message(body, ['Content-Encoding', 'gzip']))).status, 200)
      assert.ok(upstream.requests[0]?.body.equals(body), 'the body is unchanged')
      assert.equal(upstream.requests[0]?.header('content-encoding'), 'gzip')
    },
  },
  {
    name: 'hands back status, header lines and body of an answer',
    async run({ upstream, ask, traits }) {
      const sent = ['Request-ID', 'req_1', 'X-Odd', 'é', 'Link', '<a>', 'Link', '<b>', 'Via', 'x']
      const refusal = apiError(400, 'invalid_request_error', 'no "such"  thing', sent)
      upstream.next(refusal)
      const response = await ask(message())
      assert.equal(response.status, 400)
      assert.equal(response.body.toString(), refusal.body)
      assertHeadersKept(sent, response.headers, traits)
    },
  },
  {
    name: 'hands back an encoded body as it is, and bytes of any kind',
    async run({ upstream, ask }) {
      const encoded = gzipSync('{"type":"message"}')
      upstream.next(
        fixed(200, encoded, ['Content-Encoding', 'gzip']),
        fixed(200, EVERY_BYTE, [], 'application/octet-stream'),
      )
      const first = await ask(message())
      assert.equal(first.header('content-encoding'), 'gzip')
      assert.deepEqual(first.body, encoded)
      assert.deepEqual((await ask(message())).body, EVERY_BYTE)
    },
  },
  {
    name: 'hands back answers of every framing',
    async run({ upstream, connect, toRequest }) {
      const body = '{"type":"message","content":[]}'
      upstream.next(
        { ...fixed(200, body), framing: 'chunked' },
        { ...fixed(200, body), framing: 'close' },
        { ...fixed(200, body), informational: [{ status: 103, headers: ['Link', '</>'] }] },
        { ...fixed(200, body), trailers: ['X-Sum', '1'] },
        { ...fixed(400, ''), framing: 'length' },
      )
      const connection = await connect()
      for (const expected of [body, body, body, body, '']) {
        const response = await connection.exchange(toRequest(message()))
        assert.equal(response.body.toString(), expected)
        assert.equal(response.ending, 'complete')
      }
    },
  },
  {
    name: 'hands back a stream byte for byte, however it was split',
    async run({ upstream, ask }) {
      const events = [
        'event: message_start\r\ndata: {"type":"message_start","message":{"usage":{}}}\r\n\r\n',
        ': a comment\n\nevent: ping\ndata: {"type": "ping"}\n\n',
        'id: 7\nevent: unheard_of\ndata: {"a":\ndata: "é你"}\n\n',
        'event: message_stop\ndata: {"type":"message_stop"}\n\n',
      ].join('')
      for (const splitEvery of [1, 7, 50]) {
        const stream = fixed(200, events, [], 'text/event-stream')
        upstream.next({ ...stream, framing: 'chunked', splitEvery })
        assert.equal((await ask(message(STREAM))).body.toString(), events)
      }
    },
  },
  {
    name: 'keeps a connection open for the next request',
    async run({ upstream, connect, toRequest }) {
      const connection = await connect()
      upstream.next(answer(), apiError(400, 'invalid_request_error'), answer())
      for (const status of [200, 400, 200]) {
        assert.equal((await connection.exchange(toRequest(message(STREAM)))).status, status)
      }
    },
  },
]
