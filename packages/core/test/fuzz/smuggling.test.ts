import { beforeAll, describe, expect, it } from 'vitest'
import { createNodeHandler } from '../../src/node.js'
import { connectRaw, headerValues } from '../../src/testing.js'
import { serveNode } from '../testing/hosts.js'
import { type FuzzBench, keepBench, MESSAGE, MODEL } from './bench.js'

const TOKEN = 'sk-client-0123456789'
const LENGTH = `Content-Length: ${MESSAGE.length}`
const CHUNKED = 'Transfer-Encoding: chunked'
const IN_CHUNKS = `${MESSAGE.length.toString(16)}\r\n${MESSAGE}\r\n0\r\n\r\n`
/** What a smuggler wants to have taken for a request of its own. */
const HIDDEN = `POST /v1/hidden HTTP/1.1\r\nHost: x\r\nx-api-key: ${TOKEN}\r\nContent-Length: 0\r\n\r\n`

let bench: FuzzBench
beforeAll(async () => {
  bench = await keepBench((proxy) => serveNode(createNodeHandler(proxy)), {
    tokens: [{ name: 'team', secret: TOKEN }],
  })
})

/** Sends bytes and reads answers until the connection ends or nothing more is owed. */
async function send(bytes: string, answers = 1): Promise<number[]> {
  bench.upstreams[0]?.reset()
  const connection = await connectRaw(bench.url)
  connection.write(Buffer.from(bytes, 'latin1'))
  const statuses: number[] = []
  try {
    while (statuses.length < answers) {
      const answer = await connection.answer()
      await answer.rest()
      statuses.push(answer.status)
    }
  } catch {
    // Closed by the server: no more answers.
  }
  connection.end()
  return statuses
}

const post = (lines: readonly string[], body: string, target = '/v1/messages') =>
  [`POST ${target} HTTP/1.1`, 'Host: x', `x-api-key: ${TOKEN}`, ...lines, '', body].join('\r\n')
const received = () => bench.upstreams[0]?.requests ?? []

describe('framing that can be read in two ways is refused, and the connection closed', () => {
  it.each([
    ['both framings', [LENGTH, CHUNKED], IN_CHUNKS],
    ['both framings, the other way round', [CHUNKED, LENGTH], IN_CHUNKS],
    ['two lengths', [LENGTH, 'Content-Length: 4'], MESSAGE],
    ['one length twice', [LENGTH, LENGTH], MESSAGE],
    ['a list of lengths', [`${LENGTH}, ${MESSAGE.length}`], MESSAGE],
    ['a signed length', [`Content-Length: +${MESSAGE.length}`], MESSAGE],
    ['a negative length', ['Content-Length: -1'], MESSAGE],
    ['a hexadecimal length', [`Content-Length: 0x${MESSAGE.length.toString(16)}`], MESSAGE],
    ['a length with a blank in it', ['Content-Length: 1 2'], MESSAGE],
    ['an unknown coding', ['Transfer-Encoding: xchunked'], IN_CHUNKS],
    ['a coding after chunked', ['Transfer-Encoding: chunked, identity'], IN_CHUNKS],
    ['a blank before the colon', ['Transfer-Encoding : chunked'], IN_CHUNKS],
    ['a folded line', ['X-Folded: a\r\n b', LENGTH], MESSAGE],
    ['a folded framing', ['Transfer-Encoding:\r\n chunked', LENGTH], IN_CHUNKS],
    ['a vertical tab', ['Transfer-Encoding:\x0bchunked'], IN_CHUNKS],
    ['a zero byte', ['X-Nul: a\0b', LENGTH], MESSAGE],
    ['a bare carriage return', ['X-Cr: a\rb', LENGTH], MESSAGE],
    ['a line without a colon', ['Nonsense', LENGTH], MESSAGE],
    ['a blank in a name', ['X Blank: 1', LENGTH], MESSAGE],
    ['a chunk length with a sign', [CHUNKED], `+${IN_CHUNKS}`],
    ['a chunk length of too many digits', [CHUNKED], `${'f'.repeat(17)}\r\n${MESSAGE}`],
    ['a chunk longer than announced', [CHUNKED], `3\r\n${MESSAGE}\r\n0\r\n\r\n`],
  ])('%s', async (_, lines, body) => {
    const statuses = await send(`${post(lines, body)}${HIDDEN}`, 2)
    expect(statuses).toEqual([400])
    expect(received()).toEqual([])
  })
})

describe('what comes within a body stays there', () => {
  it.each([
    ['a length', [`Content-Length: ${MESSAGE.length + HIDDEN.length}`], `${MESSAGE}${HIDDEN}`],
    [
      'chunks',
      [CHUNKED],
      `${(MESSAGE.length + HIDDEN.length).toString(16)}\r\n${MESSAGE}${HIDDEN}\r\n0\r\n\r\n`,
    ],
  ])('framed by %s', async (_, lines, body) => {
    // Two documents after one another are no JSON.
    expect(await send(post(['Connection: close', ...lines], body), 2)).toEqual([400])
    expect(received()).toEqual([])
  })

  it('and what comes after it is a request of its own', async () => {
    const next = HIDDEN.replace('/v1/hidden', '/v1/messages')
    expect(await send(`${post([LENGTH], MESSAGE)}${next}`, 2)).toEqual([200, 400])
    expect(received().map(({ body }) => body.toString())).toEqual([MESSAGE])
  })

  it('trailers go nowhere', async () => {
    const trailers = 'X-Api-Key: other\r\nHost: elsewhere\r\nX-Trailer: 1\r\n\r\n'
    const body = IN_CHUNKS.replace(/\r\n$/, trailers)
    expect(await send(post([CHUNKED, 'Trailer: X-Trailer'], body))).toEqual([200])
    const [request] = received()
    expect(request?.body.toString()).toBe(MESSAGE)
    expect(headerValues(request?.headers ?? [], 'content-length')).toEqual([String(MESSAGE.length)])
    for (const name of ['transfer-encoding', 'trailer', 'x-trailer']) {
      expect([name, request?.header(name)]).toEqual([name, undefined])
    }
    expect(request?.header('x-api-key')).toBe('sk-upstream-1')
  })
})

describe('a target that can be read in two ways reaches no upstream', () => {
  it.each([
    ['http://elsewhere.test/v1/messages', 404],
    ['http://elsewhere.test/admin', 404],
    ['//v1/messages', 404],
    ['//elsewhere.test/v1/messages', 404],
    ['/v1//messages', 404],
    ['/v1/messages/', 404],
    ['/v1/../admin', 404],
    ['/v1/messages/../../admin', 404],
    ['/v1/%2e%2e/admin', 404],
    ['/v1/%2E%2E%2Fadmin', 404],
    ['/v1/messages%2f..%2fadmin', 404],
    ['/v1/..\\admin', 404],
    ['/v1/..;/admin', 404],
    ['/v1/messages%00', 404],
    ['/v1/%76x', 404],
    ['/v1/messages#', 404],
    ['/V1/messages', 404],
    [`/v1beta/models/..%2F..%2Fadmin%2F${MODEL}:generateContent`, 404],
    ['*', 404],
    ['v1/messages', 400],
    ['/v1/mess ages', 400],
    ['/v1/\x01', 400],
  ])('%s', async (target, status) => {
    expect(await send(post([LENGTH], MESSAGE, target))).toEqual([status])
    expect(received()).toEqual([])
  })

  it('but a query may hold anything', async () => {
    const target = '/v1/messages?next=/../admin&x=//&y=%2e%2e%2f'
    expect(await send(post([LENGTH], MESSAGE, target))).toEqual([200])
    expect(received().map((request) => request.target)).toEqual([target])
  })
})
