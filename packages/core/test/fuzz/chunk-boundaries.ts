import { expect, it } from 'vitest'
import {
  type Behaviour,
  connectRaw,
  errorEvent,
  type MountAdapter,
  type RawResponse,
  SAMPLE_USAGE,
} from '../../src/testing.js'
import { type FuzzBench, STREAM, startBench } from './bench.js'
import type { RecordedAnswer } from './recorded-answers.js'

/** Connections that ask at once. */
const CLIENTS = 12

/** Defines the tests: an answer that is sent in two pieces arrives the same wherever they meet. */
export function chunkBoundaries(mount: MountAdapter, answers: readonly RecordedAnswer[]): void {
  it.each(answers)('$name split at any byte arrives identical', async ({ request, behaviour }) => {
    const bench = await startBench(mount)
    const [whole] = await askSplit(bench, request, behaviour, [0])
    if (whole === undefined) throw new Error('nothing was answered')
    const positions = Array.from({ length: whole.body.length - 1 }, (_, at) => at + 1)
    const received = await askSplit(bench, request, behaviour, positions)

    expect(received).toHaveLength(positions.length)
    const different = received.filter((response) => !isSame(response, whole))
    expect(different.map(({ status, ending }) => [status, ending])).toEqual([])
    const entries = await bench.entries()
    expect(entries).toHaveLength(positions.length + 1)
    expect(entries.filter(({ usage }) => !isSampleUsage(usage))).toEqual([])
  })

  it('an error that begins a stream is seen, wherever it is split', async () => {
    const bench = await startBench(mount)
    const positions = Array.from({ length: 130 }, (_, at) => at + 1)
    const received = await askSplit(bench, STREAM, errorEvent('overloaded_error'), positions, 1)
    expect(new Set(received.map(({ status }) => status))).toEqual(new Set([529]))
    expect(new Set(received.map(({ body }) => body.toString())).size).toBe(1)
  })
}

function isSame(response: RawResponse, whole: RawResponse): boolean {
  const { status, ending, body } = response
  const names = ['content-type', 'content-encoding']
  return (
    status === whole.status &&
    ending === 'complete' &&
    body.equals(whole.body) &&
    names.every((name) => response.header(name) === whole.header(name))
  )
}

function isSampleUsage(usage: object | null): boolean {
  const read = usage as Readonly<Record<string, unknown>> | null
  return Object.entries(SAMPLE_USAGE).every(([name, tokens]) => read?.[name] === tokens)
}

/** Asks once for each position at which the upstream's pieces meet; 0: it sends one piece. */
async function askSplit(
  { url, upstreams }: FuzzBench,
  body: string,
  behaviour: Behaviour,
  positions: readonly number[],
  clients = CLIENTS,
): Promise<RawResponse[]> {
  upstreams[0]?.always((request) => {
    const at = Number(request.header('x-split'))
    return at === 0 || behaviour.kind === 'bytes' ? behaviour : { ...behaviour, splitAt: [at] }
  })
  const left = [...positions]
  const received: RawResponse[] = []
  const work = async () => {
    const connection = await connectRaw(url)
    for (let at = left.pop(); at !== undefined; at = left.pop()) {
      const headers = ['X-Split', String(at), 'Accept-Encoding', 'gzip, br']
      const request = { method: 'POST', target: '/v1/messages', body, headers }
      received.push(await connection.exchange(request))
    }
    connection.end()
  }
  await Promise.all(Array.from({ length: Math.min(clients, left.length) }, work))
  return received
}
