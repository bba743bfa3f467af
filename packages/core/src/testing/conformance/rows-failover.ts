import assert from 'node:assert/strict'
import { gzipSync } from 'node:zlib'
import type { Behaviour, Bytes } from '../behaviour.js'
import {
  answer,
  apiError,
  closeBeforeHeaders,
  empty,
  errorEvent,
  errorInJson,
  eventStream,
  fixed,
  html,
  redirect,
  resetBeforeHeaders,
} from '../behaviours.js'
import { toApiError } from '../messages-api.js'
import { encodeEvent, PING, toEvent } from '../stream-events.js'
import { assertAsked, assertOk, assertStillUsed, onlyRequest } from './assertions.js'
import { askWith, type ConformanceBench, type ConformanceRow } from './bench.js'
import { within } from './deadline.js'

const SSE = 'text/event-stream; charset=utf-8'
const pingThenError = eventStream([PING, toEvent(toApiError('overloaded_error', 'busy'))])

const THREAD_NOT_FOUND =
  '{"type":"error","error":{"type":"not_found_error","message":"gone","details":{"error_code":"thread_not_found"}}}'

/** What an upstream does that makes the gateway ask the next one. */
export const failoverRows: readonly ConformanceRow[] = [
  {
    id: 'failover.refused',
    contract: 'An upstream that refuses connections costs the client nothing.',
    async check(bench) {
      for (const name of bench.upstreams.names) {
        await bench.gateway.forget?.()
        await bench.upstreams.reset()
        await bench.upstreams.refuse(name)
        for (let sent = 0; sent < 2; sent += 1) assertOk(await bench.ask(bench.message()))
      }
    },
  },
  nextRow('reset', 'A reset before the answer', resetBeforeHeaders()),
  nextRow('closed', 'A close before the answer', closeBeforeHeaders()),
  ...[408, 500, 501, 502, 503, 504, 520, 524, 529].map((status) =>
    nextRow(String(status), `Status ${status}`, apiError(status, 'api_error')),
  ),
  nextRow('502-html', 'An HTML error page', html(502)),
  nextRow('429', 'A 429', apiError(429, 'rate_limit_error')),
  nextRow(
    '429-quota',
    'A used-up quota',
    apiError(429, 'rate_limit_error', 'used up', [
      ...['retry-after', '3600', 'anthropic-ratelimit-unified-status', 'rejected'],
      ...['anthropic-ratelimit-unified-reset', '4102444800'],
    ]),
  ),
  ...[401, 402, 403].map((status) =>
    nextRow(String(status), `Status ${status} for the gateway’s own key`, apiError(status, 'x')),
  ),
  nextRow('404-model', 'A 404 for the model', apiError(404, 'not_found_error', 'model: x')),
  nextRow('404-path', 'A 404 for the path', fixed(404, 'not found', [], 'text/plain')),
  {
    id: 'failover.redirect',
    contract: 'A redirect is never followed; the next upstream answers instead.',
    async check(bench) {
      const [, elsewhere] = bench.upstreams.urls
      assertOk(await askWith(bench, [redirect(`${elsewhere}/v1/stolen`)]))
      const received = await assertAsked(bench, 2)
      assert.ok(!received.some(({ target }) => target.includes('stolen')), 'it was followed')
    },
  },
  ...['overloaded_error', 'rate_limit_error', 'api_error'].flatMap((type) => [
    nextRow(`200-event-${type}`, `A 200 stream that begins with ${type}`, errorEvent(type), true),
    nextRow(`200-json-${type}`, `A 200 whose JSON is ${type}`, errorInJson(type)),
  ]),
  nextRow(
    '200-event-gzip',
    'A gzip stream that begins with an error',
    { ...errorEvent(), encoding: 'gzip' },
    true,
  ),
  nextRow('200-ping-error', 'A 200 stream of a ping and then an error', pingThenError, true),
  nextRow('200-html', 'A web page with status 200', html()),
  nextRow('200-html-stream', 'A web page where a stream was due', html(), true),
  nextRow('200-empty', 'An empty 200', empty('application/json')),
  nextRow('200-empty-stream', 'An empty stream', empty(SSE), true),
  nextRow(
    '200-undeclared-gzip',
    'A stream in gzip that does not say so',
    answer({ encoding: 'gzip', encodingUndeclared: true }),
    true,
  ),
  nextRow(
    '200-cut-early',
    'A 200 that breaks off before its first event',
    answer({ cutAt: { events: 0 }, ending: 'reset' }),
    true,
  ),
  nextRow(
    '200-ping-cut',
    'A 200 that breaks off after a ping',
    { ...fixed(200, encodeEvent(PING), [], SSE), framing: 'chunked', ending: 'close' },
    true,
  ),
  {
    id: 'failover.no-pause',
    contract: 'There is no pause before the next upstream is asked.',
    async check(bench) {
      for (const failure of [apiError(529, 'overloaded_error'), resetBeforeHeaders()]) {
        await bench.gateway.forget?.()
        await bench.upstreams.reset()
        await bench.upstreams.next(failure)
        assertOk(await within(1_000, 'the next upstream’s answer', bench.ask(bench.message())))
      }
    },
  },
  {
    id: 'failover.hang',
    contract: 'An upstream that does not begin to answer is given up after the configured time.',
    needs: 'firstEventTimeoutMs',
    async check(bench) {
      await bench.upstreams.next(answer({ beforeHead: bench.upstreams.gate() }))
      const limit = (bench.gateway.firstEventTimeoutMs ?? 0) + 2_000
      assertOk(await within(limit, 'the other upstream’s answer', bench.ask(bench.stream())))
      await assertAsked(bench, 2)
      await within(1_000, 'closing the given-up connection', bench.upstreams.closed(0))
    },
  },
]

/** What an upstream says that is the client's to hear, and no fault of the upstream's. */
export const passedOnRows: readonly ConformanceRow[] = [
  ...[400, 405, 409, 413, 418, 422].map((status) =>
    passedOnRow(
      String(status),
      `Status ${status}`,
      apiError(status, 'invalid_request_error', 'a {"reason" :1}', ['x-reason', 'yours']),
    ),
  ),
  passedOnRow('thread-not-found', 'A 404 thread_not_found', fixed(404, THREAD_NOT_FOUND)),
  passedOnRow('thread-not-found-gzip', 'A 404 thread_not_found in gzip', {
    ...fixed(404, gzipSync(THREAD_NOT_FOUND)),
    headers: ['Content-Encoding', 'gzip'],
  }),
]

function nextRow(id: string, what: string, behaviour: Behaviour, stream = false): ConformanceRow {
  return {
    id: `failover.${id}`,
    contract: `${what}: the client gets the next upstream’s answer.`,
    async check(bench: ConformanceBench) {
      const request = stream ? bench.stream() : bench.message()
      const response = await askWith(bench, [behaviour], request)
      assertOk(response)
      const [first, second] = await assertAsked(bench, 2)
      assert.notEqual(first?.upstream, second?.upstream)
      assert.match(response.body.toString(), stream ? /event: message_stop/ : /"type":"message"/)
      assert.ok(second?.body.equals(first?.body ?? Buffer.alloc(0)), 'the body differs')
    },
  }
}

function passedOnRow(
  id: string,
  what: string,
  refusal: Behaviour & { readonly kind: 'fixed' },
): ConformanceRow {
  return {
    id: `passed-on.${id}`,
    contract: `${what} is passed on unchanged, asks nobody else and cools nobody.`,
    async check(bench) {
      const response = await askWith(bench, [refusal])
      assert.equal(response.status, refusal.status)
      assert.deepEqual(response.body, Buffer.from(refusal.body as Bytes))
      await assertStillUsed(bench, (await onlyRequest(bench)).upstream)
    },
  }
}
