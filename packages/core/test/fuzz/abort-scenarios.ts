import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import {
  answer,
  apiError,
  type Behaviour,
  closeBeforeHeaders,
  empty,
  errorEvent,
  eventStream,
  fixed,
  hang,
  html,
  PING,
  rawBytes,
  resetBeforeHeaders,
  stall,
} from '../../src/testing.js'
import { MESSAGE, STREAM } from './bench.js'
import { RECORDED } from './recorded-answers.js'

/** A number from 0 to below 1, repeatable. */
export type Random = () => number

/** One of the list, at random. */
function pick<T>(random: Random, list: readonly T[]): T {
  return list[Math.floor(random() * list.length)] as T
}

/** Streams and messages, encoded and not. */
const ANSWERS = RECORDED.map(({ behaviour }) => behaviour)

/** What an upstream may do, good and bad. */
export function randomBehaviour(random: Random): Behaviour {
  const whole = pick(random, ANSWERS)
  const cutAt = { bytes: Math.floor(random() * 1_500) }
  return pick<() => Behaviour>(random, [
    () => answer(),
    () => whole,
    () => whole,
    () => ({ ...whole, splitEvery: 1 + Math.floor(random() * 200) }),
    () => ({ ...whole, cutAt, ending: 'close' }),
    () => ({ ...whole, cutAt, ending: 'reset' }),
    () => ({ ...whole, cutAt, ending: 'hang' }),
    () => ({ ...whole, ending: 'hang' }),
    () => stall(Math.floor(random() * 4)),
    () => hang(),
    () => resetBeforeHeaders(),
    () => closeBeforeHeaders(),
    () => apiError(400, 'invalid_request_error'),
    () => apiError(pick(random, [401, 404, 429, 500, 529]), 'api_error'),
    () => errorEvent(),
    () => errorEvent('overloaded_error', Math.floor(random() * 3)),
    () => eventStream([PING, PING]),
    () => html(),
    () => empty(),
    () => fixed(200, 'x'.repeat(cutAt.bytes), [], 'text/plain'),
    () => rawBytes(['HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcdefgh'], 'close'),
    () => rawBytes(['HTTP/1.1 2'], pick(random, ['close', 'reset', 'hang'])),
    () => rawBytes(['nonsense\r\n\r\n'], 'close'),
  ])()
}

/** Lets the event loop turn so often: what time is to a test that does not sleep. */
export async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate)
}

/** Asks once and leaves at a random moment, or stays to the end. Never rejects. */
export async function askAndLeave(url: string, random: Random): Promise<void> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  socket.on('error', () => {})
  await once(socket, 'connect')
  const leave = pick(random, [
    () => socket.destroy(),
    () => socket.resetAndDestroy(),
    () => socket.end(),
  ])
  await pick(random, [leaveWithinBody, leaveAnytime, leaveAnytime, leaveWithinAnswer, stay])(
    socket,
    random,
  )
  leave()
  await turns(1)
  socket.destroy()
  await closed
}

/** Resolves when it is time to leave. */
type Visit = (socket: Socket, random: Random) => Promise<void>

const leaveWithinBody: Visit = async (socket, random) => {
  const { head, body } = randomRequest(random)
  socket.write(head + body.slice(0, Math.floor(random() * body.length)))
  await turns(Math.floor(random() * 6))
}

const leaveAnytime: Visit = async (socket, random) => {
  const { head, body } = randomRequest(random)
  socket.write(head + body)
  if (random() < 0.5) socket.resume()
  await turns(Math.floor(random() * 60))
}

const leaveWithinAnswer: Visit = async (socket, random) => {
  const { head, body } = randomRequest(random)
  socket.write(head + body)
  let reads = 1 + Math.floor(random() * 6)
  const read = new Promise<void>((resolve) => {
    socket.on('data', () => {
      if (--reads === 0) resolve()
    })
  })
  await Promise.race([read, once(socket, 'close')])
}

/** The clock is moved on from time to time, so what hangs is given up sooner or later. */
const stay: Visit = async (socket, random) => {
  const { head, body } = randomRequest(random)
  socket.resume().write(head + body)
  await once(socket, 'close')
}

function randomRequest(random: Random): { head: string; body: string } {
  const body = pick(random, [MESSAGE, STREAM, STREAM])
  const lines = [
    ...['POST /v1/messages HTTP/1.1', 'Host: x', 'Connection: close'],
    ...['Accept-Encoding: gzip, br', `Content-Length: ${body.length}`, '', ''],
  ]
  return { head: lines.join('\r\n'), body }
}
