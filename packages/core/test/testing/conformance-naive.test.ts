import { expect, it } from 'vitest'
import { runConformance } from '../../src/testing.js'
import { createUpstreams, TOKEN } from './conformance-harness.js'
import { serveNode } from './hosts.js'

/** A gateway as one writes it in ten minutes: parse, print again, fetch, buffer, hand back. */
async function serveNaive(upstream: string) {
  return serveNode((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', async () => {
      try {
        const body = JSON.stringify(JSON.parse(Buffer.concat(chunks).toString()))
        const headers = { 'content-type': 'application/json', 'x-api-key': 'sk-upstream' }
        const answer = await fetch(upstream + request.url, { method: 'POST', headers, body })
        const bytes = Buffer.from(await answer.arrayBuffer())
        response.writeHead(answer.status, {
          'content-type': answer.headers.get('content-type') ?? '',
        })
        response.end(bytes)
      } catch {
        response.writeHead(500).end()
      }
    })
  })
}

it('fails a naive gateway in the rows that it breaks, and in no other', async () => {
  const upstreams = await createUpstreams()
  const naive = await serveNaive(upstreams.urls.A)
  const results = await runConformance({
    gateway: { url: naive.url, token: TOKEN },
    upstreams: upstreams.pair,
    rowTimeoutMs: 1_000,
  })
  await naive.close()
  await upstreams.close()

  const outcomeOf = (id: string) => results.find((result) => result.id === id)?.outcome
  for (const id of [
    'endpoints.messages',
    'endpoints.query',
    'credentials.bearer',
    'passed-on.400',
  ]) {
    expect([id, outcomeOf(id)]).toEqual([id, 'passed'])
  }
  for (const id of [
    'endpoints.models',
    'credentials.wrong',
    'request.body-verbatim',
    'request.headers-claude-code',
    'response.headers-kept',
    'stream.event-by-event',
    'stream.cut',
    'failover.529',
    'failover.402',
    'failover.200-html',
    'exhausted.keys-refused',
  ]) {
    expect([id, outcomeOf(id)]).toEqual([id, 'failed'])
  }
  expect(results.filter(({ outcome, detail }) => outcome === 'failed' && detail === '')).toEqual([])
  expect(results.find(({ id }) => id === 'usage.stream')).toMatchObject({ outcome: 'skipped' })
}, 120_000)

it('reports a gateway that is not there as failed rows', async () => {
  const upstreams = await createUpstreams()
  const gone = await serveNode(() => {})
  await gone.close()
  const results = await runConformance({
    gateway: { url: gone.url, token: TOKEN },
    upstreams: upstreams.pair,
    only: 'endpoints.messages',
  })
  await upstreams.close()
  expect(results).toMatchObject([{ outcome: 'failed' }])
  expect(results[0]?.detail).toMatch(/ECONNREFUSED/)
})
