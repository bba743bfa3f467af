import assert from 'node:assert/strict'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { answer, apiError, fixed, rawBytes } from '../behaviours.js'
import { headerValues } from '../http-wire.js'
import { assertAsked } from './assertions.js'
import { askWith, type ConformanceRow } from './bench.js'

const MESSAGE = '{"type":"message", "content":[],\n "x":1.0}'

/** How an answer arrives at the client. */
export const responseRows: readonly ConformanceRow[] = [
  {
    id: 'response.error-verbatim',
    contract: 'An upstream’s error reaches the client with its status, headers and wording.',
    async check(bench) {
      const wording = 'prompt is too long: 200001 tokens > 200000 maximum “✓”'
      const refusal = apiError(400, 'invalid_request_error', wording, ['X-Should-Retry', 'false'])
      const response = await askWith(bench, [refusal])
      assert.equal(response.status, 400)
      assert.equal(response.body.toString(), refusal.body)
      assert.equal(response.header('x-should-retry'), 'false')
      await assertAsked(bench, 1)
    },
  },
  {
    id: 'response.headers-kept',
    contract: 'request-id, rate limits and every other header reach the client, repeated ones too.',
    async check(bench) {
      const headers = ['Link', '<a>', 'Link', '<b>', 'X-Unheard-Of', 'café', 'retry-after-ms', '9']
      const response = await askWith(bench, [{ ...answer(), headers }])
      assert.match(response.header('request-id') ?? '', /^req_fake/)
      assert.equal(response.header('anthropic-ratelimit-requests-limit'), '4000')
      assert.equal(response.header('anthropic-ratelimit-unified-status'), 'allowed')
      assert.equal(response.headerValues('anthropic-organization-id').length, 1)
      assert.equal(response.headerValues('link').join(', '), '<a>, <b>')
      assert.equal(response.header('x-unheard-of'), 'café')
      assert.equal(response.header('retry-after-ms'), '9')
      assert.equal(response.header('cf-ray'), '0000000000000000-ZRH')
    },
  },
  {
    id: 'response.headers-stopped',
    contract: 'Cookies and hop-by-hop headers of an upstream end at the gateway.',
    async check(bench) {
      const headers = [
        ...['Set-Cookie', 'a=1', 'Set-Cookie', 'b=2', 'Connection', 'keep-alive, X-Hop'],
        ...['X-Hop', '1', 'Keep-Alive', 'timeout=77', 'Proxy-Authenticate', 'Basic'],
      ]
      const response = await askWith(bench, [{ ...answer(), headers }])
      for (const name of ['set-cookie', 'x-hop', 'proxy-authenticate']) {
        assert.deepEqual(headerValues(response.headers, name), [], name)
      }
      assert.notEqual(response.header('keep-alive'), 'timeout=77')
    },
  },
  ...(
    [
      ['gzip', gzipSync],
      ['br', brotliCompressSync],
    ] as const
  ).map(
    ([encoding, encode]): ConformanceRow => ({
      id: `response.${encoding}`,
      contract: `A body in ${encoding} reaches the client encoded, byte for byte.`,
      async check(bench) {
        const body = encode(MESSAGE)
        const encoded = fixed(200, body, ['Content-Encoding', encoding])
        const request = bench.message(['Accept-Encoding', 'gzip, br'])
        const response = await askWith(bench, [encoded], request)
        assert.equal(response.header('content-encoding'), encoding)
        assert.ok(response.body.equals(body), 'the body has changed')
      },
    }),
  ),
  {
    id: 'response.longer-than-announced',
    contract: 'What follows an answer’s announced length reaches no client, then or later.',
    async check(bench) {
      const forged = 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged'
      const bytes = `HTTP/1.1 200 OK\r\nContent-Length: ${MESSAGE.length}\r\n\r\n${MESSAGE}${forged}`
      await bench.upstreams.next(rawBytes([bytes], 'hang'))
      const connection = await bench.connect()
      const first = await connection.exchange(bench.toRequest(bench.message()))
      assert.equal(first.body.toString(), MESSAGE)
      for (let sent = 0; sent < 3; sent += 1) {
        const response = await connection.exchange(bench.toRequest(bench.message()))
        assert.doesNotMatch(response.body.toString(), /forged/)
      }
    },
  },
  {
    id: 'response.json-verbatim',
    contract: 'A JSON answer arrives byte for byte, after 1xx answers and without trailers too.',
    async check(bench) {
      const early = { informational: [{ status: 103, headers: ['Link', '</x>'] }] }
      const trailing = { trailers: ['X-Sum', '1'] }
      for (const delivery of [{}, early, trailing, { framing: 'close' as const }]) {
        const response = await askWith(bench, [{ ...fixed(200, MESSAGE), ...delivery }])
        assert.equal(response.body.toString(), MESSAGE)
        assert.equal(response.ending, 'complete')
      }
    },
  },
]
