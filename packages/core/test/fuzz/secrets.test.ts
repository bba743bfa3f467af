import { describe, expect, it } from 'vitest'
import type { Logger } from '../../src/index.js'
import {
  answer,
  apiError,
  type BehaviourChoice,
  closeBeforeHeaders,
  connectRaw,
  empty,
  errorEvent,
  errorInJson,
  fixed,
  html,
  type RecordedRequest,
  redirect,
  resetBeforeHeaders,
} from '../../src/testing.js'
import { MOUNTS } from '../testing/mounts.js'
import { type FuzzBench, MESSAGE, STREAM, startBench } from './bench.js'
import { createCanary } from './canaries.js'

const TOKEN = createCanary('token')
const KEYS = [createCanary('first'), createCanary('second')] as const
const CHECKSUM = createCanary('checksum')
const keyOf = (request: RecordedRequest) => request.header('x-api-key') ?? ''

const FAILURES: readonly (readonly [string, BehaviourChoice])[] = [
  ['an answer', answer()],
  ['an encoded answer', answer({ encoding: 'gzip' })],
  ...[400, 402, 404, 429, 500, 529].map((status): readonly [string, BehaviourChoice] => [
    `status ${status}`,
    apiError(status, 'api_error'),
  ]),
  // Upstreams that repeat what they were given.
  ['a refused key', (it) => apiError(401, 'authentication_error', `no such key: ${keyOf(it)}!`)],
  ['a forbidden key', (it) => fixed(403, `no such key: ${keyOf(it)}`, [], 'text/plain')],
  ['a long refusal', (it) => fixed(401, 'x'.repeat(490) + keyOf(it), [], 'text/plain')],
  ['a redirect', (it) => redirect(`http://x.test/?key=${encodeURIComponent(keyOf(it))}`)],
  ['an error in a stream', errorEvent()],
  ['an error in JSON', errorInJson()],
  ['a web page', html()],
  ['nothing', empty()],
  ['a reset', resetBeforeHeaders()],
  ['a close', closeBeforeHeaders()],
  ['a cut', answer({ cutAt: { events: 2, bytes: 3 }, ending: 'reset' })],
]

async function start(name: string, logged: string[]): Promise<FuzzBench> {
  const mount = MOUNTS[name]
  if (mount === undefined) throw new Error(`there is no ${name} adapter`)
  const log = (fields: object, message: string) => {
    logged.push(JSON.stringify(fields), message)
  }
  const logger: Logger = { debug: log, info: log, warn: log, error: log }
  return startBench(mount, {
    logger,
    tokens: [{ name: 'team', secret: TOKEN.secret }],
    channels: KEYS.map(({ secret }, at) => ({ keys: [{ secret }], priority: -at })),
  })
}

/** Everything that comes back for a request. */
async function ask(url: string, body: string, token: string): Promise<string> {
  const connection = await connectRaw(url)
  const headers = [
    ...['Authorization', `Bearer ${token}`, 'X-Api-Key', token, 'Accept-Encoding', 'gzip'],
    ...['X-Claude-Code-Managed-Settings-Checksum', CHECKSUM.secret],
  ]
  const answered = await connection
    .exchange({ method: 'POST', target: '/v1/messages', headers, body })
    .catch(() => undefined)
  connection.reset()
  return answered === undefined ? '' : `${answered.firstLine}${answered.headers}${answered.body}`
}

describe.each(['Node', 'Express', 'Koa', 'fetch'])('through the %s adapter', (name) => {
  it.each(FAILURES)('%s gives no secret away', async (_, behaviour) => {
    const logged: string[] = []
    const bench = await start(name, logged)
    const received: string[] = []
    for (const body of [MESSAGE, STREAM]) {
      for (const times of [1, 2]) {
        bench.proxy.cooldowns.clear()
        for (const upstream of bench.upstreams.slice(0, times)) upstream.next(behaviour)
        received.push(await ask(bench.url, body, TOKEN.secret))
      }
    }
    received.push(await ask(bench.url, MESSAGE, `${TOKEN.secret}x`))
    const seen = bench.upstreams.flatMap(({ requests }) =>
      requests.map(({ requestLine, headers, body }) => `${requestLine}${headers}${body}`),
    )
    expect(seen.length).toBeGreaterThan(3)
    const entries = JSON.stringify(await bench.entries())

    expect(seen.filter((text) => TOKEN.isIn(text))).toEqual([])
    for (const key of KEYS) expect(received.filter((text) => key.isIn(text))).toEqual([])
    for (const secret of [TOKEN, CHECKSUM, ...KEYS]) {
      expect(secret.isIn(entries)).toBe(false)
      expect(logged.filter((text) => secret.isIn(text))).toEqual([])
    }
    // Not even most of one.
    for (const { secret } of KEYS) expect(entries).not.toContain(secret.slice(0, 16))
  })
})
