import type { RequestListener } from 'node:http'
import {
  createSecureServer,
  type ServerHttp2Session,
  type ServerHttp2Stream,
  type Settings,
} from 'node:http2'
import { createServer } from 'node:https'
import type { Transport } from '../../src/ports/transport.js'
import { createFakeClock, type FakeClock } from '../../src/testing.js'
import { createUndiciTransport } from '../../src/transport/undici-transport.js'
import { type Authority, createAuthority } from './certificates.js'
import { closing, type Listener, listen } from './listeners.js'
import { type Answer, DIRECT, send, toRequest } from './send.js'

const own = createAuthority()

/** A connection that offers HTTP/2. */
export const OFFERING = { ...DIRECT, ca: own.ca, http2: true }

/** An upstream that speaks HTTP/2, and a transport before it. */
export interface Http2Bench extends Listener {
  readonly origin: string
  readonly transport: Transport
  readonly clock: FakeClock
  /** Sessions so far. */
  readonly sessions: readonly ServerHttp2Session[]
  ask(path?: string): Promise<Answer>
}

/** Starts one; closed after the test. */
export async function startHttp2(
  handle: (stream: ServerHttp2Stream, path: string, headers: readonly string[]) => void,
  settings: Settings = {},
  authority: Authority = own,
): Promise<Http2Bench> {
  const sessions: ServerHttp2Session[] = []
  const server = createSecureServer({ ...authority.issue('127.0.0.1'), settings })
  server.on('session', (session) => sessions.push(session.on('error', () => {})))
  server.on('stream', (stream, headers, _flags, ...raw: unknown[]) => {
    stream.on('error', () => {})
    handle(stream, String(headers[':path']), raw[0] as string[])
  })
  return toBench(await listen(server), sessions)
}

/** Starts one that speaks HTTP/1.1 only. */
export async function startHttp1(handle: RequestListener): Promise<Http2Bench> {
  return toBench(await listen(createServer(own.issue('127.0.0.1'), handle)), [])
}

function toBench(listener: Listener, sessions: readonly ServerHttp2Session[]): Http2Bench {
  const clock = createFakeClock()
  const settings = { connectTimeoutMs: 10_000, idleTimeoutMs: 30_000, keepAliveMs: 4_000 }
  const transport = closing(createUndiciTransport(settings, clock))
  const origin = `https://127.0.0.1:${listener.port}`
  return {
    ...listener,
    origin,
    transport,
    clock,
    sessions,
    async ask(path = '/') {
      const answer = await send(transport, toRequest(origin, { path, connection: OFFERING }))
      // A stream that has told its end is closed in the next turn of the event loop.
      await new Promise(setImmediate)
      return answer
    },
  }
}
