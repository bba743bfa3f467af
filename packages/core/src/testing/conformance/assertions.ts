import assert from 'node:assert/strict'
import type { RawResponse } from '../raw-request.js'
import type { ConformanceBench } from './bench.js'
import type { ReceivedRequest } from './upstream-pair.js'

/** Asserts an error in the shape of the API, with the given status and type. */
export function assertApiError(response: RawResponse, status: number, type?: string): void {
  assert.equal(response.status, status, `status ${response.status} instead of ${status}`)
  let body: { type?: unknown; error?: { type?: unknown; message?: unknown } } | null
  try {
    body = response.json() as typeof body
  } catch {
    throw new assert.AssertionError({ message: `no JSON: ${response.body.subarray(0, 60)}` })
  }
  assert.equal(body?.type, 'error', 'not in the error shape of the API')
  if (type !== undefined) assert.equal(body?.error?.type, type)
  assert.equal(typeof body?.error?.message, 'string')
}

/** Asserts that the gateway asked exactly so many upstreams and returns what they received. */
export async function assertAsked(
  { upstreams }: ConformanceBench,
  count: number,
): Promise<readonly ReceivedRequest[]> {
  const received = await upstreams.received()
  assert.equal(received.length, count, `${received.length} upstream requests instead of ${count}`)
  return received
}

/** The one request that reached an upstream. */
export async function onlyRequest(bench: ConformanceBench): Promise<ReceivedRequest> {
  const [request] = await assertAsked(bench, 1)
  assert.ok(request)
  return request
}

/** Asserts a whole answer with status 200. */
export function assertOk(response: RawResponse): void {
  assert.equal(response.status, 200, `status ${response.status}: ${response.body.subarray(0, 120)}`)
  assert.equal(response.ending, 'complete', 'the answer broke off')
}

/** Asserts that an upstream still gets its share of requests. */
export async function assertStillUsed(
  bench: ConformanceBench,
  upstream: string | undefined,
): Promise<void> {
  await bench.upstreams.reset()
  for (let sent = 0; sent < 4; sent += 1) assertOk(await bench.ask(bench.message()))
  const used = (await bench.upstreams.received()).map((request) => request.upstream)
  assert.ok(used.includes(upstream ?? ''), `${upstream} is not asked any more`)
}
