import assert from 'node:assert/strict'
import { answer, huge } from '../behaviours.js'
import { createGate } from '../gate.js'
import type { RecordedRequest } from '../recorded-request.js'
import { type AdapterCase, type Bench, message, STREAM } from './bench.js'

/** Streams, at the pace of both sides. */
export const streamingCases: readonly AdapterCase[] = [
  {
    name: 'hands on each event before the upstream sends the next',
    async run({ upstream, connect, toRequest }) {
      const gate = createGate()
      upstream.next(answer({ beforeEach: gate }))
      const connection = await connect()
      connection.send(toRequest(message(STREAM)))
      gate.release()
      const response = await connection.answer()
      assert.equal(response.header('content-type'), 'text/event-stream; charset=utf-8')
      const names: string[] = []
      for (let event = await response.readEvent(); event; event = await response.readEvent()) {
        names.push(/^event: (.+)$/m.exec(event)?.[1] ?? '')
        gate.release()
      }
      assert.deepEqual([names[0], names.at(-1)], ['message_start', 'message_stop'])
      assert.ok(names.includes('ping'))
      assert.equal(response.ending, 'complete')
    },
  },
  {
    name: 'keeps streams apart',
    async run({ upstream, connect, toRequest }) {
      const gate = createGate()
      upstream.always((request) => {
        const text = request.header('x-who') ?? ''
        return answer({ beforeEach: gate, content: [{ type: 'text', text }] })
      })
      const who = Array.from({ length: 8 }, (_, at) => `client-${at}`)
      const responses = who.map(async (name) => {
        const connection = await connect()
        return connection.exchange(toRequest(message(STREAM, ['X-Who', name])))
      })
      await gate.reached(who.length)
      gate.open()
      for (const [at, response] of (await Promise.all(responses)).entries()) {
        const text = [...response.body.toString().matchAll(/"text":"([^"]*)"/g)].map((m) => m[1])
        assert.equal(text.join(''), who[at])
      }
    },
  },
  {
    name: 'holds the upstream back while the client does not read',
    async run(bench) {
      const total = 64 * 1024 * 1024
      bench.upstream.next(huge(total))
      const connection = await bench.connect()
      connection.send(bench.toRequest(message()))
      const request = await bench.upstream.request(0)
      const response = await connection.answer()
      assert.ok((await settledBytes(bench, request)) < total, 'the upstream has to wait')
      assert.equal((await response.rest()).length, total)
      assert.equal(response.ending, 'complete')
    },
  },
]

/** The bytes sent once they no longer grow, other requests being the measure of time. */
async function settledBytes(bench: Bench, request: RecordedRequest): Promise<number> {
  const connection = await bench.connect()
  let sent = -1
  for (let unchanged = 0; unchanged < 10; unchanged += 1) {
    if (request.sentBytes !== sent) unchanged = 0
    sent = request.sentBytes
    await connection.exchange(bench.toRequest(message()))
  }
  return sent
}
