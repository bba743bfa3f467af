import assert from 'node:assert/strict'
import { headerValues } from '../http-wire.js'
import { assertOk, onlyRequest } from './assertions.js'
import type { ConformanceRow } from './bench.js'

/** How a request arrives at the upstream: headers. */
export const requestHeaderRows: readonly ConformanceRow[] = [
  keptRow('anthropic', 'Every anthropic-* header, known or not, arrives unchanged.', [
    ['anthropic-version', '2023-06-01'],
    ['anthropic-beta', 'one-2025-01-01,two-2026-02-02, three'],
    ['anthropic-dangerous-direct-browser-access', 'true'],
    ['anthropic-unheard-of', 'x; y="z"'],
  ]),
  keptRow('claude-code', 'Every x-claude-code-* header arrives unchanged.', [
    ['x-claude-code-session-id', '7f0b8d54-0000-4000-8000-000000000001'],
    ['x-claude-code-agent-id', 'agent-1'],
    ['x-claude-code-parent-agent-id', 'agent-0'],
    ['x-claude-code-unheard-of', '1'],
  ]),
  keptRow('others', 'Headers that nobody knows arrive unchanged.', [
    ['User-Agent', 'claude-cli/2.1.330 (external, cli)'],
    ['X-App', 'cli'],
    ['X-Stainless-Retry-Count', '0'],
    ['traceparent', '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'],
    ['idempotency-key', 'k-1'],
    ['X-Latin', 'café'],
    ['X-Empty', ''],
  ]),
  {
    id: 'request.headers-repeated',
    contract: 'Headers that come in several lines arrive with all their values, in order.',
    async check(bench) {
      await bench.ask(bench.message(['anthropic-beta', 'one, two', 'Anthropic-Beta', 'three']))
      const { headers } = await onlyRequest(bench)
      assert.equal(headerValues(headers, 'anthropic-beta').join(', '), 'one, two, three')
    },
  },
  {
    id: 'request.accept-encoding',
    contract: 'accept-encoding goes upstream, less what the gateway cannot decode.',
    async check(bench) {
      await bench.ask(bench.message(['Accept-Encoding', 'gzip, deflate, br, zstd']))
      const sent = (await onlyRequest(bench)).header('accept-encoding') ?? ''
      assert.match(sent, /^gzip, deflate, br(?:, zstd)?$/)
    },
  },
  {
    id: 'request.hop-by-hop',
    contract: 'Hop-by-hop headers, and those that Connection names, end at the gateway.',
    async check(bench) {
      await bench.ask(
        bench.message([
          ...['Connection', 'keep-alive, X-Hop', 'X-Hop', 'secret', 'Keep-Alive', 'timeout=9'],
          ...['Connection', 'X-Other-Hop', 'X-Other-Hop', 'secret'],
          ...['TE', 'trailers', 'Proxy-Authorization', 'Basic eA==', 'Proxy-Connection', 'close'],
        ]),
      )
      const request = await onlyRequest(bench)
      for (const name of [
        'x-hop',
        'x-other-hop',
        'te',
        'proxy-authorization',
        'proxy-connection',
      ]) {
        assert.equal(request.header(name), undefined, name)
      }
      assert.notEqual(request.header('keep-alive'), 'timeout=9')
    },
  },
  {
    id: 'request.private',
    contract: 'Cookies, forwarding headers and the client’s host do not go upstream.',
    async check(bench) {
      await bench.ask(
        bench.message([
          ...['Cookie', 'session=1', 'Forwarded', 'for=10.0.0.1', 'X-Forwarded-For', '10.0.0.1'],
          ...['X-Forwarded-Host', 'gateway.internal', 'X-Forwarded-Proto', 'https'],
        ]),
      )
      const request = await onlyRequest(bench)
      for (const name of request.headers.filter((_, at) => at % 2 === 0)) {
        assert.doesNotMatch(name, /^(?:cookie|forwarded|x-forwarded-.*)$/i)
      }
      const at = bench.upstreams.names.indexOf(request.upstream)
      assert.equal(request.header('host'), new URL(bench.upstreams.urls[at] ?? '').host)
    },
  },
  {
    id: 'request.framing-single',
    contract: 'The upstream gets one length of the body, and it is the right one.',
    async check(bench) {
      await bench.ask(bench.message())
      const { headers, body } = await onlyRequest(bench)
      assert.deepEqual(headerValues(headers, 'content-length'), [String(body.length)])
      assert.deepEqual(headerValues(headers, 'transfer-encoding'), [])
    },
  },
]

function keptRow(
  name: string,
  contract: string,
  headers: readonly (readonly [string, string])[],
): ConformanceRow {
  return {
    id: `request.headers-${name}`,
    contract,
    async check(bench) {
      const body = bench.body()
      const request = { method: 'POST', target: '/v1/messages', body, headers: headers.flat() }
      assertOk(await bench.ask(request))
      const received = await onlyRequest(bench)
      for (const [header, value] of headers) assert.equal(received.header(header), value, header)
    },
  }
}
