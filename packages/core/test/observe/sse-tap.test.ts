import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSseTap } from '../../src/observe/sse-tap.js'
import { cutAt, learnt, STREAMS } from './streams.js'

function read(...chunks: readonly (Uint8Array | string)[]) {
  const tap = createSseTap()
  for (const chunk of chunks) tap.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk)
  tap.end()
  return learnt(tap)
}

describe.each(STREAMS)('an SSE tap on $name', ({ text, says }) => {
  const bytes = Buffer.from(text)

  it('reads what the stream says', () => {
    expect(read(bytes)).toEqual(says)
  })

  it('reads it byte by byte', () => {
    expect(read(...cutAt(bytes, [...bytes.keys()]))).toEqual(says)
  })

  it('reads it however it is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: bytes.length }), { maxLength: 20 }), (positions) => {
        expect(read(...cutAt(bytes, positions))).toEqual(says)
      }),
    )
  })

  it('reads it from plain Uint8Arrays at an offset', () => {
    const holder = new Uint8Array(bytes.length + 8)
    holder.set(bytes, 3)
    expect(read(holder.subarray(3, 3 + bytes.length))).toEqual(says)
  })

  it('learns the more, the later it is broken off, and never the wrong', () => {
    let before = read()
    for (let end = 0; end <= bytes.length; end++) {
      const now = read(bytes.subarray(0, end))
      expect(now.contentEvents).toBeGreaterThanOrEqual(before.contentEvents)
      expect(now.usage?.outputTokens ?? 0).toBeGreaterThanOrEqual(before.usage?.outputTokens ?? 0)
      expect([null, says.messageId]).toContain(now.messageId)
      expect([null, says.errorType]).toContain(now.errorType)
      before = now
    }
    expect(before).toEqual(says)
  })
})

describe('an SSE tap on garbage', () => {
  it('never throws, and reads it the same however it is cut', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes)),
      fc.constantFrom(...STREAMS.map(({ text }) => Buffer.from(text))),
      fc
        .constantFrom(
          'event: content_block_delta\n',
          'event: error\n',
          'data: {"type":{"toString":1},"usage":{}}\n\n',
          'data: [',
          '\r\n\r\n',
          '\n',
          '\r',
          ':\n',
          'data\n',
          'data: "usage":{"error":{\n\n',
        )
        .map((line) => Buffer.from(line)),
    )
    const cuts = fc.array(fc.nat({ max: 3000 }), { maxLength: 20 })
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), cuts, (pieces, positions) => {
        const bytes = Buffer.concat(pieces)
        expect(read(...cutAt(bytes, positions))).toEqual(read(bytes))
      }),
      { numRuns: 300 },
    )
  })

  it('takes an error event without readable data for an unspecified error', () => {
    expect(read('event: error\ndata: <html>\n\n').errorType).toBe('api_error')
  })

  it('does not take half an error event for an error', () => {
    expect(read('event: error\ndata: {"type":"err').errorType).toBeNull()
  })

  it('ignores what comes after the end', () => {
    const tap = createSseTap()
    tap.end()
    tap.push(Buffer.from(STREAMS[0].text))
    expect(learnt(tap)).toEqual(read())
  })
})

describe('an SSE tap on pings', () => {
  it('counts neither pings nor comments nor blank lines', () => {
    const pings = 'event: ping\ndata: {"type":"ping"}\n\n: comment\n\n\n\nid: 4\nretry: 5\n\n'
    expect(read(pings, 'data: {"type":"ping"}\n\n', 'data: {"a":1,"type":"ping"}\n\n')).toEqual(
      read(),
    )
  })
})

describe('an SSE tap on long lines', () => {
  const long = 'x'.repeat(3 * 1024 * 1024)
  const { text, says } = STREAMS[0]

  it.each([
    [
      'of content',
      `event: content_block_delta\ndata: {"type":"content_block_delta","x":"${long}"}`,
    ],
    [
      'of another event',
      `event: message_delta\ndata: {"usage":{"output_tokens":1e6},"x":"${long}"}`,
    ],
    ['without a name', `data: {"usage":{"output_tokens":1000000},"x":"${long}"}`],
    ['in pieces', `data: {"x":"${'x'.repeat(1000)}\n`.repeat(3000)],
  ])('skips one %s and reads the events after it', (_, event) => {
    const bytes = Buffer.from(`${event}\n\n${text}`)
    const expected = { ...says, contentEvents: says.contentEvents + 1 }
    expect(read(bytes)).toEqual(expected)
    expect(read(...cutAt(bytes, [100, 5000, 1024 * 1024 + 1, 2_000_000, 3_000_000]))).toEqual(
      expected,
    )
  })

  it.each([
    ['no more than its limit of a line', 'data: ', 4 * 1024 * 1024],
    ['nothing of a content line', 'event: content_block_delta\ndata: ', 64 * 1024],
  ])('keeps %s that never ends', (_, start, limit) => {
    const tap = createSseTap()
    const chunk = Buffer.alloc(64 * 1024, 'x')
    tap.push(Buffer.from(start))
    const before = process.memoryUsage().arrayBuffers
    for (let i = 0; i < 1600; i++) tap.push(chunk)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(limit)
  })
})

describe('an SSE tap on names', () => {
  it('takes no more of them than a log can bear', () => {
    const id = 'i'.repeat(5000)
    const facts = read(`data: {"id":"${id}","error":{"type":"${id}"}}\n\n`)
    expect(facts).toMatchObject({ messageId: id.slice(0, 128), errorType: id.slice(0, 128) })
  })
})
