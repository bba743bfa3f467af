import assert from 'node:assert/strict'
import { answer, eventStream, fixed } from '../behaviours.js'
import { assertAsked } from './assertions.js'
import { askWith, type ConformanceRow } from './bench.js'
import { within } from './deadline.js'

/** How a stream arrives at the client. */
export const streamRows: readonly ConformanceRow[] = [
  {
    id: 'stream.event-by-event',
    contract: 'Each event, pings included, arrives before the upstream sends the next one.',
    async check(bench) {
      const gate = bench.upstreams.gate()
      await bench.upstreams.next(answer({ beforeEach: gate }))
      const connection = await bench.connect()
      connection.send(bench.toRequest(bench.stream()))
      gate.release()
      const response = await within(2_000, 'the head', connection.answer())
      const names: string[] = []
      for (;;) {
        const event = await within(2_000, `event ${names.length}`, response.readEvent())
        if (event === null) break
        names.push(/^event: (.+)$/m.exec(event)?.[1] ?? '')
        gate.release()
      }
      assert.deepEqual([names[0], names.at(-1)], ['message_start', 'message_stop'])
      assert.ok(names.includes('ping'), 'pings are missing')
      assert.equal(response.ending, 'complete')
    },
  },
  {
    id: 'stream.verbatim',
    contract: 'The bytes of a stream are not touched: comments, CRLF, unknown events, odd splits.',
    async check(bench) {
      const events = [
        ': hello\n\nevent: message_start\r\ndata: {"type":"message_start","message":{}}\r\n\r\n',
        'event: ping\ndata: {"type": "ping"}\n\n: keep-alive\n\n',
        'id: 7\nretry: 10\nevent: unheard_of\ndata: {"a":\ndata: "é你😀"}\n\n',
        'event: message_stop\ndata: {"type":"message_stop"}\n\n',
      ].join('')
      for (const splitEvery of [1, 3, 64, 4_096]) {
        const stream = fixed(200, events, [], 'text/event-stream')
        const split = { ...stream, framing: 'chunked' as const, splitEvery }
        const response = await askWith(bench, [split], bench.stream())
        assert.equal(response.body.toString(), events, `in writes of ${splitEvery} bytes`)
      }
    },
  },
  {
    id: 'stream.encoded',
    contract: 'A gzip stream stays gzip, and each event of it arrives at once.',
    async check(bench) {
      const gate = bench.upstreams.gate()
      await bench.upstreams.next(answer({ beforeEach: gate, encoding: 'gzip' }))
      const connection = await bench.connect()
      connection.send(bench.toRequest(bench.stream(['Accept-Encoding', 'gzip'])))
      gate.release()
      const response = await within(2_000, 'the head', connection.answer())
      assert.equal(response.header('content-encoding'), 'gzip')
      const first = await within(2_000, 'the first event', response.read())
      assert.deepEqual([first?.[0], first?.[1]], [0x1f, 0x8b])
      gate.open()
      await response.rest()
      assert.equal(response.ending, 'complete')
    },
  },
  {
    id: 'stream.abort',
    contract: 'A client that leaves within a stream is felt by the upstream within a second.',
    async check(bench) {
      await bench.upstreams.next(answer({ cutAt: { events: 3 }, ending: 'hang' }))
      const connection = await bench.connect()
      connection.send(bench.toRequest(bench.stream()))
      await (await connection.answer()).readEvent()
      connection.reset()
      await within(1_000, 'closing the upstream connection', bench.upstreams.closed(0))
      await assertAsked(bench, 1)
    },
  },
  {
    id: 'stream.abort-early',
    contract: 'So is one that leaves before the answer, and no other upstream is asked.',
    async check(bench) {
      await bench.upstreams.next(answer({ beforeHead: bench.upstreams.gate() }))
      const connection = await bench.connect()
      connection.send(bench.toRequest(bench.stream()))
      await bench.upstreams.arrival(0)
      connection.reset()
      await within(1_000, 'closing the upstream connection', bench.upstreams.closed(0))
      await assertAsked(bench, 1)
    },
  },
  {
    id: 'stream.cut',
    contract: 'When a stream breaks off, so does the client’s: it is never ended as if whole.',
    async check(bench) {
      for (const ending of ['close', 'reset'] as const) {
        const gate = bench.upstreams.gate()
        await bench.upstreams.next(
          answer({ cutAt: { events: 3, bytes: 20 }, beforeEnd: gate, ending }),
        )
        const connection = await bench.connect()
        connection.send(bench.toRequest(bench.stream()))
        const response = await connection.answer()
        for (let event = 0; event < 3; event += 1) assert.ok(await response.readEvent())
        gate.release()
        await response.rest()
        assert.notEqual(response.ending, 'complete', `after a ${ending}`)
      }
    },
  },
  {
    id: 'stream.cut-message',
    contract: 'So does a message that is shorter than its content-length.',
    async check(bench) {
      const gate = bench.upstreams.gate()
      await bench.upstreams.next({
        ...fixed(200, `{"type":"message","pad":"${'x'.repeat(300_000)}"}`),
        cutAt: { bytes: 200_000 },
        beforeEnd: gate,
      })
      const connection = await bench.connect()
      connection.send(bench.toRequest(bench.message()))
      const response = await connection.answer()
      assert.ok(await response.read())
      gate.release()
      await response.rest()
      assert.notEqual(response.ending, 'complete')
    },
  },
  ...([undefined, 'gzip'] as const).map(
    (encoding): ConformanceRow => ({
      id: encoding === undefined ? 'stream.never-closed' : `stream.never-closed-${encoding}`,
      contract: `A ${encoding ?? 'plain'} stream ends soon after message_stop, though its upstream does not close it.`,
      async check(bench) {
        const endless = answer({ ending: 'hang', ...(encoding && { encoding }) })
        const request = bench.stream(['Accept-Encoding', 'gzip'])
        const response = await within(5_000, 'the end', askWith(bench, [endless], request))
        assert.equal(response.ending, 'complete')
        await within(1_000, 'closing the upstream connection', bench.upstreams.closed(0))
      },
    }),
  ),
  {
    id: 'stream.no-second-upstream',
    contract: 'Once content has gone out, an error event is passed on and nobody else is asked.',
    async check(bench) {
      const [start, error] = [
        { event: 'message_start', data: '{"type":"message_start","message":{"usage":{}}}' },
        { event: 'error', data: '{"type":"error","error":{"type":"overloaded_error"}}' },
      ]
      const response = await askWith(bench, [eventStream([start, error])], bench.stream())
      assert.match(response.body.toString(), /^event: message_start\n.*\n\nevent: error\n/s)
      await assertAsked(bench, 1)
    },
  },
]
