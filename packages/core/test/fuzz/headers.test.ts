import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { createNodeHandler } from '../../src/node.js'
import { connectRaw, fixed, type RawResponse, rawBytes } from '../../src/testing.js'
import { serveNode } from '../testing/hosts.js'
import { type FuzzBench, keepBench, MESSAGE, MODEL } from './bench.js'
import { createCanary } from './canaries.js'
import {
  HOP_BY_HOP,
  type Line,
  lawfulLines,
  lawlessLines,
  namedByConnection,
} from './header-arbitraries.js'

const TOKEN = createCanary('token')
const KEY = createCanary('key')
const RUNS = { numRuns: 400, seed: 7 }

/** What never goes upstream beside hop-by-hop headers and credentials. */
const PRIVATE = ['cookie', 'forwarded', 'x-forwarded-for', 'x-real-ip', 'expect', 'host']
/** What each hop writes for itself. */
const OWN = ['host', 'connection', 'content-length', 'x-api-key', 'authorization']
const OWN_ANSWER = ['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'date']

let bench: FuzzBench
beforeAll(async () => {
  bench = await keepBench((proxy) => serveNode(createNodeHandler(proxy)), {
    tokens: [{ name: 'team', secret: TOKEN.secret }],
    channels: [{ keys: [{ secret: KEY.secret }] }],
  })
})

const credentials = fc.constantFrom<Line[]>(
  [['Authorization', `Bearer ${TOKEN.secret}`]],
  [['X-API-KEY', TOKEN.secret]],
  [['x-goog-api-key', TOKEN.secret]],
  [
    ['x-api-key', TOKEN.secret],
    ['authorization', `bearer ${TOKEN.secret}`],
    ['X-Api-Key', TOKEN.secret],
  ],
)

/** Sends a message with these lines on a connection of its own; undefined where no answer came. */
async function ask(lines: readonly Line[]): Promise<RawResponse | undefined> {
  const connection = await connectRaw(bench.url)
  try {
    const headers = lines.flat()
    const target = '/v1/messages'
    return await connection.exchange({ method: 'POST', target, headers, body: MESSAGE })
  } catch {
    return undefined
  } finally {
    connection.reset()
  }
}

const upstream = () => {
  const [fake] = bench.upstreams
  if (fake === undefined) throw new Error('there is no upstream')
  return fake
}
const toLines = (headers: readonly string[]): Line[] =>
  headers.flatMap((name, at) => (at % 2 === 0 ? [[name, headers[at + 1] ?? ''] as Line] : []))
const lower = (lines: readonly Line[]) => lines.map(([name]) => name.toLowerCase())

/** That the proxy still serves, and begins anew. */
async function expectServing(): Promise<void> {
  bench.proxy.cooldowns.clear()
  upstream().reset()
  const answer = await ask([['x-api-key', TOKEN.secret]])
  expect(answer?.status).toBe(200)
  upstream().reset()
}

describe('towards an upstream', () => {
  it('lawful headers arrive as they are, less those that stop here', async () => {
    let arrived = 0
    const property = fc.asyncProperty(credentials, lawfulLines, async (credential, lines) => {
      await expectServing()
      const answer = await ask([...credential, ...lines])
      if (answer !== undefined)
        expect(KEY.isIn(answer.headers.join('\n') + answer.body)).toBe(false)
      expect(upstream().requests.length).toBeLessThan(2)
      const [request] = upstream().requests
      if (request === undefined) return
      arrived++
      const received = toLines(request.headers)
      expect(TOKEN.isIn(request.requestLine + request.headers.join('\n') + request.body)).toBe(
        false,
      )
      const named = namedByConnection([...credential, ...lines])
      const stopped = [...HOP_BY_HOP, ...PRIVATE, ...named]
      const own = received.filter(([name]) => OWN.includes(name.toLowerCase()))
      expect(lower(own).sort()).toEqual([...OWN].sort())
      const kept = lines.filter(([name]) => ![...stopped, ...OWN].includes(name.toLowerCase()))
      const others = received.filter(([name]) => !OWN.includes(name.toLowerCase()))
      expect(others.filter(([name]) => name.toLowerCase() !== 'x-goog-api-key')).toEqual(
        kept.filter(([name]) => name.toLowerCase() !== 'x-goog-api-key'),
      )
    })
    await fc.assert(property, RUNS)
    expect(arrived).toBeGreaterThan(RUNS.numRuns / 2)
  })

  it('lawless ones are refused or harmless, and smuggle nothing', async () => {
    const property = fc.asyncProperty(lawlessLines, async (lines) => {
      await expectServing()
      await ask([['x-api-key', TOKEN.secret], ...lines])
      for (const { headers, requestLine, body } of upstream().requests) {
        expect(TOKEN.isIn(requestLine + headers.join('\n') + body)).toBe(false)
        expect(headers.join('')).not.toMatch(/[\r\n\0]/)
        expect(requestLine).toBe('POST /v1/messages HTTP/1.1')
      }
      expect(upstream().requests.length).toBeLessThan(2)
    })
    await fc.assert(property, RUNS)
    await expectServing()
  })
})

describe('towards a client', () => {
  const BODY = `{"type":"message","model":"${MODEL}"}`

  it('lawful headers arrive as they are, less those that stop here', async () => {
    let arrived = 0
    const property = fc.asyncProperty(lawfulLines, async (lines) => {
      await expectServing()
      upstream().next(fixed(200, BODY, lines.flat()))
      const answer = await ask([['x-api-key', TOKEN.secret]])
      expect(answer).toBeDefined()
      expect(KEY.isIn(`${answer?.headers}${answer?.body}`)).toBe(false)
      if (answer?.status !== 200) return
      arrived++
      expect(answer.body.toString()).toBe(BODY)
      const named = namedByConnection(lines)
      const stopped = [...HOP_BY_HOP, 'set-cookie', 'expect', ...named, ...OWN_ANSWER]
      const names = new Set(lower(lines))
      const kept = lines.filter(([name]) => !stopped.includes(name.toLowerCase()))
      const received = toLines(answer.headers).filter(([name]) => names.has(name.toLowerCase()))
      expect(received.filter(([name]) => !OWN_ANSWER.includes(name.toLowerCase()))).toEqual(kept)
    })
    await fc.assert(property, RUNS)
    expect(arrived).toBeGreaterThan(RUNS.numRuns / 2)
  })

  it('lawless ones are a failure of the upstream, never a crash or a split answer', async () => {
    const property = fc.asyncProperty(lawlessLines, async (lines) => {
      await expectServing()
      const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')
      const bytes = `HTTP/1.1 200 OK\r\nContent-Length: ${BODY.length}\r\n${head}\r\n${BODY}`
      upstream().next(rawBytes([Buffer.from(bytes, 'latin1')]))
      const answer = await ask([['x-api-key', TOKEN.secret]])
      expect(answer).toBeDefined()
      expect(answer?.headers.join('')).not.toMatch(/[\r\n\0]/)
      expect(KEY.isIn(`${answer?.headers}${answer?.body}`)).toBe(false)
      expect(answer?.header('set-cookie')).toBeUndefined()
    })
    await fc.assert(property, RUNS)
    await expectServing()
  })
})
