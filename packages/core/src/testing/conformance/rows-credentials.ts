import assert from 'node:assert/strict'
import { apiError } from '../behaviours.js'
import type { RawRequest, RawResponse } from '../raw-request.js'
import { assertApiError, assertAsked, assertOk, onlyRequest } from './assertions.js'
import { askWith, type ConformanceRow, post } from './bench.js'

/** Who may ask, and what a request that cannot be served is answered. */
export const credentialRows: readonly ConformanceRow[] = [
  credentialRow('bearer', 'as Authorization: Bearer', (token) => [
    ['Authorization', `Bearer ${token}`],
  ]),
  credentialRow('x-api-key', 'as x-api-key alone', (token) => [['X-Api-Key', token]]),
  credentialRow('both', 'as both', (token) => [
    ['Authorization', `Bearer ${token}`],
    ['X-Api-Key', token],
  ]),
  {
    id: 'credentials.wrong',
    contract: 'A wrong or missing token is a 401 with x-should-retry: false, without an upstream.',
    async check(bench) {
      const connection = await bench.connect()
      for (const headers of [['Authorization', 'Bearer wrong'], ['x-api-key', 'wrong'], []]) {
        const request = { ...bench.toRequest(bench.message()), headers }
        const response = await connection.exchange(request)
        assertApiError(response, 401, 'authentication_error')
        assert.equal(response.header('x-should-retry'), 'false')
      }
      assertOk(await connection.exchange(bench.toRequest(bench.message())))
      await assertAsked(bench, 1)
    },
  },
  {
    id: 'credentials.upstream-key-hidden',
    contract: 'The credential of an upstream never reaches a client.',
    async check(bench) {
      const responses: RawResponse[] = []
      responses.push(await bench.ask(bench.message()))
      responses.push(await askWith(bench, [apiError(401, 'x'), apiError(401, 'x')]))
      responses.push(await bench.ask(post('no json')))
      responses.push(await bench.ask({ target: '/v1/models' }))
      const [request] = await bench.upstreams.received()
      const key = credentialOf(request)
      assert.ok(key, 'the upstream got no credential')
      for (const response of responses) {
        assert.ok(!`${response.headers}${response.body}`.includes(key), 'the key is in an answer')
      }
    },
  },
  refusedRow('not-json', 'A body that is no JSON is a 400.', 400, 'invalid_request_error', () =>
    post('not json'),
  ),
  refusedRow('no-model', 'A body without a model is a 400.', 400, 'invalid_request_error', () =>
    post('{"messages":[]}'),
  ),
  refusedRow(
    'unknown-model',
    'A model that no channel serves is a 404 that names it.',
    404,
    'not_found_error',
    () => post('{"model":"no-such-model-1","messages":[]}'),
    /no-such-model-1/,
  ),
  refusedRow('too-large', 'A body over 32 MiB is a 413.', 413, 'request_too_large', () =>
    post(Buffer.alloc(32 * 1024 * 1024 + 1, ' ')),
  ),
]

function credentialRow(
  name: string,
  how: string,
  headers: (token: string) => readonly (readonly [string, string])[],
): ConformanceRow {
  return {
    id: `credentials.${name}`,
    contract: `The gateway’s credential is accepted ${how}, and replaced by the upstream’s.`,
    async check(bench) {
      const { token } = bench.gateway
      const request = bench.toRequest(bench.message())
      const credential = headers(token).flat()
      assertOk(await (await bench.connect()).exchange({ ...request, headers: credential }))
      const received = await onlyRequest(bench)
      assert.ok(!received.headers.join('\n').includes(token), 'the token went upstream')
      assert.ok(credentialOf(received), 'no credential went upstream')
    },
  }
}

function credentialOf(request: { header(name: string): string | undefined } | undefined) {
  const bearer = request?.header('authorization')?.replace(/^Bearer /i, '')
  return request?.header('x-api-key') ?? bearer
}

function refusedRow(
  name: string,
  contract: string,
  status: number,
  type: string,
  request: () => RawRequest,
  message = /./,
): ConformanceRow {
  return {
    id: `refused.${name}`,
    contract: `${contract} In the API’s shape, with a request-id, on a connection that stays usable.`,
    async check(bench) {
      const connection = await bench.connect()
      const response = await connection.exchange(bench.toRequest(request()))
      assertApiError(response, status, type)
      assert.match(response.body.toString(), message)
      const id = response.header('request-id')
      assert.ok(id, 'no request-id')
      assert.equal((response.json() as { request_id?: unknown }).request_id, id)
      assert.equal(response.header('x-should-retry'), undefined, 'x-should-retry is there')
      await assertAsked(bench, 0)
      assertOk(await connection.exchange(bench.toRequest(bench.message())))
    },
  }
}
