import assert from 'node:assert/strict'
import type { RawRequest, RawResponse } from '../raw-request.js'
import { type AdapterCase, type Bench, MAX_BODY_BYTES, MODEL, message } from './bench.js'

/** What the proxy answers by itself: no request of these reaches an upstream. */
export const ownAnswersCases: readonly AdapterCase[] = [
  errorCase('a body that is no JSON', 400, 'invalid_request_error', message('no json')),
  errorCase('a body without a model', 400, 'invalid_request_error', message('{"messages":[]}')),
  errorCase('a model that no channel serves', 404, 'not_found_error', message('{"model":"x"}')),
  errorCase('a path that names no model', 404, 'not_found_error', {
    target: '/v1/files',
    body: '{}',
  }),
  errorCase(
    'a body over the limit',
    413,
    'request_too_large',
    message(Buffer.alloc(MAX_BODY_BYTES + 1, ' ')),
  ),
  {
    name: 'answers a wrong token with 401 and keeps the connection',
    async run({ upstream, connect, toRequest, token }) {
      const connection = await connect()
      for (const headers of [['x-api-key', 'wrong'], []]) {
        const refused = await connection.exchange({ ...toRequest(message()), headers })
        assertError(refused, 401, 'authentication_error')
        assert.ok(!refused.body.includes(token))
      }
      assert.equal(upstream.requests.length, 0)
      assert.equal((await connection.exchange(toRequest(message()))).status, 200)
    },
  },
  {
    name: 'answers connection-warming probes without a body',
    async run({ upstream, connect, toRequest }) {
      const connection = await connect()
      for (const target of ['/', '/api/hello']) {
        const probe = { ...toRequest({ method: 'HEAD', target }), headers: [] }
        const response = await connection.exchange(probe)
        assert.ok(response.status >= 200 && response.status < 500, String(response.status))
      }
      assert.equal(upstream.requests.length, 0)
      assert.equal((await connection.exchange(toRequest(message()))).status, 200)
    },
  },
  {
    name: 'lists its models, for either kind of credential',
    async run({ connect, toRequest, token }) {
      const connection = await connect()
      for (const headers of [
        ['x-api-key', token],
        ['Authorization', `Bearer ${token}`],
      ]) {
        const request = { ...toRequest({ target: '/v1/models?limit=1000' }), headers }
        const list = (await connection.exchange(request)).json() as { data: { id: string }[] }
        assert.deepEqual(
          list.data.map((model) => model.id),
          [MODEL],
        )
      }
      const one = await connection.exchange(toRequest({ target: `/v1/models/${MODEL}` }))
      assert.equal((one.json() as { id: string }).id, MODEL)
    },
  },
]

function errorCase(what: string, status: number, type: string, request: RawRequest): AdapterCase {
  return {
    name: `answers ${what} with ${status} and keeps the connection`,
    async run({ upstream, connect, toRequest }: Bench) {
      const connection = await connect()
      assertError(await connection.exchange(toRequest(request)), status, type)
      assert.equal(upstream.requests.length, 0)
      assert.equal((await connection.exchange(toRequest(message()))).status, 200)
    },
  }
}

function assertError(response: RawResponse, status: number, type: string): void {
  assert.equal(response.status, status)
  assert.match(response.header('content-type') ?? '', /^application\/json/)
  const body = response.json() as { type: string; error: { type: string; message: string } }
  assert.equal(body.type, 'error')
  assert.equal(body.error.type, type)
  assert.ok(body.error.message.length > 0)
  assert.ok(response.header('request-id'), 'an answer without a request-id')
}
