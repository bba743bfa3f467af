import assert from 'node:assert/strict'
import { answer, fixed, hang } from '../behaviours.js'
import { createGate } from '../gate.js'
import { type AdapterCase, MESSAGE, message, STREAM } from './bench.js'

/** Connections that end before their time, on either side. */
export const breaksCases: readonly AdapterCase[] = [
  {
    name: 'closes the upstream connection when the client leaves within a stream',
    async run({ upstream, connect, toRequest }) {
      upstream.next(answer({ cutAt: { events: 2 }, ending: 'hang' }))
      const connection = await connect()
      connection.send(toRequest(message(STREAM)))
      await (await connection.answer()).readEvent()
      connection.reset()
      await (await upstream.request(0)).closed
    },
  },
  {
    name: 'closes the upstream connection when the client leaves before an answer',
    async run({ upstream, connect, toRequest }) {
      upstream.next(hang())
      const connection = await connect()
      connection.send(toRequest(message(STREAM)))
      const request = await upstream.request(0)
      connection.end()
      await request.closed
    },
  },
  {
    name: 'survives a client that leaves while it sends its body',
    async run({ upstream, connect, toRequest, ask }) {
      const connection = await connect()
      const { headers, ...rest } = toRequest(message())
      connection.send({
        ...rest,
        body: MESSAGE.slice(0, 9),
        headers: ['Host', 'x', ...(headers ?? []), 'Content-Length', '9999'],
        bare: true,
      })
      connection.reset()
      await connection.closed
      assert.equal((await ask(message())).status, 200)
      assert.equal(upstream.requests.length, 1)
    },
  },
  {
    name: 'breaks the client off when the upstream breaks off within a stream',
    async run({ upstream, connect, toRequest }) {
      const end = createGate()
      upstream.next(answer({ cutAt: { events: 2, bytes: 9 }, beforeEnd: end }))
      const connection = await connect()
      connection.send(toRequest(message(STREAM)))
      const response = await connection.answer()
      assert.match((await response.readEvent()) ?? '', /^event: message_start/)
      assert.match((await response.readEvent()) ?? '', /^event: content_block_start/)
      end.release()
      await response.rest()
      assert.notEqual(response.ending, 'complete')
    },
  },
  {
    name: 'breaks the client off when the upstream breaks off within a message',
    async run({ upstream, connect, toRequest }) {
      const end = createGate()
      const whole = fixed(200, `{"type":"message","pad":"${'x'.repeat(300_000)}"}`)
      upstream.next({ ...whole, cutAt: { bytes: 200_000 }, beforeEnd: end })
      const connection = await connect()
      connection.send(toRequest(message()))
      const response = await connection.answer()
      assert.ok(await response.read())
      end.release()
      await response.rest()
      assert.notEqual(response.ending, 'complete')
    },
  },
]
