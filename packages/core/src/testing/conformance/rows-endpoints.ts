import assert from 'node:assert/strict'
import { apiError, fixed } from '../behaviours.js'
import {
  assertApiError,
  assertAsked,
  assertOk,
  assertStillUsed,
  onlyRequest,
} from './assertions.js'
import { askWith, type ConformanceBench, type ConformanceRow, post } from './bench.js'
import { within } from './deadline.js'

const COUNT = '/v1/messages/count_tokens?beta=true'

/** Which paths a gateway answers, and which of them without an upstream. */
export const endpointRows: readonly ConformanceRow[] = [
  {
    id: 'endpoints.messages',
    contract: 'POST /v1/messages reaches an upstream and its message comes back.',
    async check(bench) {
      const response = await bench.ask(bench.message())
      assertOk(response)
      assert.match(response.body.toString(), /"type":"message".*Hello from/)
    },
  },
  {
    id: 'endpoints.stream',
    contract: 'With "stream": true the answer is the stream of events.',
    async check(bench) {
      const response = await bench.ask(bench.stream())
      assertOk(response)
      assert.match(response.header('content-type') ?? '', /^text\/event-stream/)
      assert.match(response.body.toString(), /^event: message_start.*event: message_stop/s)
    },
  },
  {
    id: 'endpoints.query',
    contract: 'The query is forwarded as it came.',
    async check(bench) {
      const target = '/v1/messages?beta=true&x=%2Fa%2fb&y=a+b&empty='
      assertOk(await bench.ask(post(bench.body(), [], target)))
      assert.equal((await onlyRequest(bench)).target, target)
    },
  },
  {
    id: 'endpoints.count-tokens',
    contract: 'count_tokens is forwarded like a message.',
    async check(bench) {
      const response = await bench.ask(post(bench.body(), [], COUNT))
      assertOk(response)
      assert.ok(Number((response.json() as { input_tokens: number }).input_tokens) > 0)
      assert.equal((await onlyRequest(bench)).target, COUNT)
    },
  },
  ...[404, 501].map(
    (status): ConformanceRow => ({
      id: `endpoints.count-tokens-${status}`,
      contract: `An upstream that answers count_tokens with ${status} is passed over and not cooled.`,
      async check(bench) {
        await bench.upstreams.next(apiError(status, 'not_found_error'))
        assertOk(await bench.ask(post(bench.body(), [], COUNT)))
        const [first] = await assertAsked(bench, 2)
        await assertStillUsed(bench, first?.upstream)
      },
    }),
  ),
  {
    id: 'endpoints.count-tokens-nowhere',
    contract: 'When no upstream knows count_tokens, the client gets the upstream’s 404 itself.',
    async check(bench) {
      const missing = apiError(404, 'not_found_error', 'no such endpoint')
      const response = await askWith(bench, [missing, missing], post(bench.body(), [], COUNT))
      assert.equal(response.status, 404)
      assert.equal(response.body.toString(), missing.body)
    },
  },
  {
    id: 'endpoints.models',
    contract: 'GET /v1/models lists the models itself, at once, for bearer and x-api-key alike.',
    async check(bench) {
      const connection = await bench.connect()
      for (const credential of credentials(bench)) {
        const request = bench.toRequest({ target: '/v1/models?limit=1000' })
        const listed = connection.exchange({ ...request, headers: credential })
        const response = await within(3_000, 'GET /v1/models', listed)
        assertOk(response)
        const list = response.json() as ModelList
        assert.equal(list.has_more, false)
        assert.equal(list.first_id, list.data[0]?.id)
        assert.equal(list.last_id, list.data.at(-1)?.id)
        const model = list.data.find(({ id }) => id === bench.model)
        assert.ok(model, `${bench.model} is not listed`)
        assert.equal(model.type, 'model')
        assert.equal(typeof model.display_name, 'string')
        assert.ok(Number.isFinite(Date.parse(model.created_at)), 'created_at is no date')
      }
      await assertAsked(bench, 0)
    },
  },
  {
    id: 'endpoints.model',
    contract: 'GET /v1/models/{id} answers for one model, and 404 for one that is not served.',
    async check(bench) {
      const known = await bench.ask({ target: `/v1/models/${bench.model}` })
      assertOk(known)
      assert.equal((known.json() as { id: string }).id, bench.model)
      const unknown = await bench.ask({ target: '/v1/models/no-such-model' })
      assertApiError(unknown, 404, 'not_found_error')
      await assertAsked(bench, 0)
    },
  },
  {
    id: 'endpoints.probes',
    contract: 'HEAD / and HEAD /api/hello are answered at once, without a body or an upstream.',
    async check(bench) {
      const connection = await bench.connect()
      for (const target of ['/', '/api/hello']) {
        const probe = { ...bench.toRequest({ method: 'HEAD', target }), headers: [] }
        const response = await within(1_000, `HEAD ${target}`, connection.exchange(probe))
        assert.ok(response.status >= 200 && response.status < 500, `status ${response.status}`)
      }
      assertOk(await connection.exchange(bench.toRequest(bench.message())))
      await assertAsked(bench, 1)
    },
  },
  {
    id: 'endpoints.telemetry',
    contract: 'Telemetry is accepted with 200 and discarded.',
    async check(bench) {
      for (const target of ['/v1/metrics', '/v1/logs', '/v1/traces', '/api/event_logging/batch']) {
        assert.equal((await bench.ask(post('{}', [], target))).status, 200, target)
      }
      await assertAsked(bench, 0)
    },
  },
  {
    id: 'endpoints.absent',
    contract: 'Managed settings and OAuth usage are a fast 404 in the API’s error shape.',
    async check(bench) {
      for (const target of ['/managed/settings', '/api/oauth/usage']) {
        assertApiError(await within(1_000, target, bench.ask({ target })), 404)
      }
      await assertAsked(bench, 0)
    },
  },
  {
    id: 'endpoints.other-api',
    contract: 'Any other /v1/ path whose JSON body names a model is forwarded the same way.',
    async check(bench) {
      for (const target of ['/v1/chat/completions', '/v1/responses', '/v1/embeddings']) {
        await bench.upstreams.reset()
        const body = `{ "input":1.0, "model":"${bench.model}" }`
        const response = await askWith(bench, [fixed(200, '{"ok":1}')], post(body, [], target))
        assert.equal(response.body.toString(), '{"ok":1}', target)
        assert.equal((await onlyRequest(bench)).target, target)
        assert.equal((await onlyRequest(bench)).body.toString(), body)
      }
    },
  },
  {
    id: 'endpoints.no-model',
    contract: 'A /v1/ path without a model is a 404 in the API’s error shape.',
    async check(bench) {
      assertApiError(await bench.ask(post('{}', [], '/v1/files')), 404, 'not_found_error')
      assertApiError(await bench.ask({ target: '/v1/files' }), 404, 'not_found_error')
      await assertAsked(bench, 0)
    },
  },
  {
    id: 'endpoints.dot-segments',
    contract: 'A path that an upstream may read as one outside of the API does not reach it.',
    async check(bench) {
      for (const path of ['/v1/../admin', '/v1/%2e%2e/admin', '/v1/..%2fadmin', '/v1/x/..;/y']) {
        const response = await bench.ask(post(bench.body(), [], path))
        assert.ok(response.status >= 400 && response.status < 500, `status ${response.status}`)
      }
      await assertAsked(bench, 0)
    },
  },
]

interface ModelList {
  readonly data: readonly {
    readonly type: string
    readonly id: string
    readonly display_name: string
    readonly created_at: string
  }[]
  readonly first_id: string
  readonly last_id: string
  readonly has_more: boolean
}

function credentials({ gateway }: ConformanceBench): string[][] {
  return [
    ['Authorization', `Bearer ${gateway.token}`],
    ['x-api-key', gateway.token],
  ]
}
