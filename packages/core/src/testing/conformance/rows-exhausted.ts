import assert from 'node:assert/strict'
import type { Behaviour } from '../behaviour.js'
import { answer, apiError, redirect, resetBeforeHeaders } from '../behaviours.js'
import {
  assertApiError,
  assertAsked,
  assertOk,
  assertStillUsed,
  onlyRequest,
} from './assertions.js'
import { askWith, type ConformanceBench, type ConformanceRow } from './bench.js'
import { within } from './deadline.js'

const limited = apiError(429, 'rate_limit_error', 'slow down', ['retry-after', '17'])
const missing = apiError(404, 'not_found_error', 'model: x')
const broken = apiError(500, 'api_error', 'oops')
const overloaded = apiError(529, 'overloaded_error', 'busy')

/** What a failure leaves behind. */
export const memoryRows: readonly ConformanceRow[] = [
  rememberedRow('529', 'An overloaded upstream', overloaded),
  rememberedRow('reset', 'An upstream that resets connections', resetBeforeHeaders()),
  rememberedRow('429', 'A key over its limit', { ...limited, headers: ['retry-after', '600'] }),
  rememberedRow('401', 'A refused key', apiError(401, 'authentication_error')),
  {
    id: 'memory.abort',
    contract: 'A client that leaves says nothing about the upstream, which is used as before.',
    async check(bench) {
      await bench.upstreams.next(answer({ cutAt: { events: 2 }, ending: 'hang' }))
      const connection = await bench.connect()
      connection.send(bench.toRequest(bench.stream()))
      await (await connection.answer()).readEvent()
      connection.reset()
      const { upstream } = await onlyRequest(bench)
      await within(1_000, 'closing the upstream connection', bench.upstreams.closed(0))
      await assertStillUsed(bench, upstream)
    },
  },
  {
    id: 'memory.lone',
    contract:
      'When every upstream rests, one is tried all the same rather than the client refused.',
    async check(bench) {
      await askWith(bench, [overloaded, overloaded])
      assertOk(await bench.ask(bench.message()))
      await assertAsked(bench, 3)
    },
  },
]

/** What the client hears when every upstream has failed. */
export const exhaustedRows: readonly ConformanceRow[] = [
  heardRow('429', 'the last 429 before all else', [limited, broken], limited),
  heardRow('429-last', 'the last 429 before all else', [overloaded, limited], limited),
  heardRow('404', 'else the 404', [missing, broken], missing),
  heardRow('404-last', 'else the 404', [broken, missing], missing),
  heardRow(
    '529',
    'else the last 5xx, a 529 staying a 529',
    [resetBeforeHeaders(), overloaded],
    overloaded,
  ),
  heardRow('5xx-last', 'else the last 5xx', [overloaded, broken], broken),
  {
    id: 'exhausted.unreachable',
    contract: 'With no answer at all: a 502 or 503 of our own, retry-after not above 59 seconds.',
    async check(bench) {
      const response = await askWith(bench, [resetBeforeHeaders(), resetBeforeHeaders()])
      assert.ok([502, 503].includes(response.status), `status ${response.status}`)
      assertApiError(response, response.status)
      const seconds = Number(response.header('retry-after'))
      assert.ok(seconds > 0 && seconds <= 59, `retry-after: ${response.header('retry-after')}`)
    },
  },
  {
    id: 'exhausted.redirects',
    contract: 'When all that comes is redirects: a 502 or 503 of our own that leads nowhere.',
    async check(bench) {
      const away = redirect('http://elsewhere.invalid/v1/messages')
      const response = await askWith(bench, [away, away])
      assert.ok([502, 503].includes(response.status), `status ${response.status}`)
      assertApiError(response, response.status)
      assert.equal(response.header('location'), undefined)
      await assertAsked(bench, 2)
    },
  },
  {
    id: 'exhausted.keys-refused',
    contract: 'When every key was refused: our own 503, so that the client is not told to log in.',
    async check(bench) {
      for (const [first, second] of [
        [401, 401],
        [402, 403],
      ] as const) {
        await bench.gateway.forget?.()
        await bench.upstreams.reset()
        const response = await askWith(bench, [apiError(first, 'x'), apiError(second, 'y')])
        assertApiError(response, 503)
        await assertAsked(bench, 2)
      }
    },
  },
]

function rememberedRow(id: string, what: string, failure: Behaviour): ConformanceRow {
  return {
    id: `memory.${id}`,
    contract: `${what} is left alone by the requests that follow at once.`,
    async check(bench: ConformanceBench) {
      assertOk(await askWith(bench, [failure]))
      const [failed] = await assertAsked(bench, 2)
      for (let sent = 0; sent < 4; sent += 1) assertOk(await bench.ask(bench.message()))
      const later = (await assertAsked(bench, 6)).slice(2)
      assert.ok(!later.some(({ upstream }) => upstream === failed?.upstream), 'it is asked again')
    },
  }
}

function heardRow(
  id: string,
  what: string,
  behaviours: readonly Behaviour[],
  heard: Behaviour & { readonly kind: 'fixed' },
): ConformanceRow {
  return {
    id: `exhausted.${id}`,
    contract: `When all fail the client hears the most useful answer unchanged: ${what}.`,
    async check(bench) {
      const response = await askWith(bench, behaviours)
      assert.equal(response.status, heard.status, `status ${response.status}`)
      assert.equal(response.body.toString(), heard.body)
      const [name = '', value] = heard.headers ?? []
      assert.equal(response.header(name), value)
      await assertAsked(bench, 2)
    },
  }
}
