import { randomBytes } from 'node:crypto'
import * as zlib from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { createAnswerTap } from '../../src/observe/answer-tap.js'
import { cutAt, learnt, STREAMS } from './streams.js'

const { text, says } = STREAMS[0]

/** Since Node 22.15. */
const { zstdCompressSync } = zlib as unknown as { zstdCompressSync: (text: string) => Buffer }
const hasZstd = zstdCompressSync !== undefined

const codings = [
  { coding: 'gzip', encode: zlib.gzipSync },
  { coding: 'X-GZIP ', encode: zlib.gzipSync },
  { coding: 'deflate', encode: zlib.deflateSync },
  { coding: 'deflate', encode: zlib.deflateRawSync },
  { coding: 'br', encode: zlib.brotliCompressSync },
  ...(hasZstd ? [{ coding: 'zstd', encode: zstdCompressSync }] : []),
]

function tapOf(contentEncoding: string, ...chunks: readonly Uint8Array[]) {
  const tap = createAnswerTap({ contentType: 'text/event-stream', contentEncoding })
  for (const chunk of chunks) tap.push(chunk)
  tap.end()
  return tap
}

async function read(contentEncoding: string, ...chunks: readonly Uint8Array[]) {
  const tap = tapOf(contentEncoding, ...chunks)
  await tap.settled
  return learnt(tap)
}

describe.each(codings)('a tap on an answer in $coding ($encode.name)', ({ coding, encode }) => {
  const encoded = encode(text)

  it('reads it once it has settled', async () => {
    expect(await read(coding, encoded)).toEqual(says)
  })

  it('reads it however it is cut', async () => {
    const cuts = fc.array(fc.nat({ max: encoded.length }), { maxLength: 10 })
    await fc.assert(
      fc.asyncProperty(cuts, async (positions) => {
        expect(await read(coding, ...cutAt(encoded, positions))).toEqual(says)
      }),
      { numRuns: 20 },
    )
  })

  it('keeps what it has read of an answer that is broken off', async () => {
    const facts = await read(coding, encoded.subarray(0, encoded.length - 1))
    expect([null, says.messageId]).toContain(facts.messageId)
    expect(await read(coding, encoded.subarray(0, 1))).toMatchObject({ usage: null })
    expect(await read(coding)).toMatchObject({ usage: null, contentEvents: 0 })
  })

  it('outlives data that turns into garbage', async () => {
    const garbage = Buffer.alloc(1000, 0xee)
    const facts = await read(coding, encoded.subarray(0, 60), garbage, garbage)
    expect([null, says.messageId]).toContain(facts.messageId)
    expect(await read(coding, garbage, encoded)).toMatchObject({ usage: null })
  })
})

describe('a tap on an encoded stream', () => {
  it('reads each flushed piece while the stream goes on', async () => {
    const tap = createAnswerTap({ contentType: 'text/event-stream', contentEncoding: 'gzip' })
    const gzip = zlib.createGzip()
    let events = 0
    for (const piece of text.split(/(?<=\n\n)/)) {
      gzip.write(piece)
      await new Promise<void>((resolve) => gzip.flush(zlib.constants.Z_SYNC_FLUSH, resolve))
      tap.push(gzip.read())
      if (!/^:|ping/.test(piece)) events++
      await vi.waitUntil(() => tap.contentEvents === events, { interval: 1 })
    }
    expect(learnt(tap)).toEqual(says)
  })

  it('counts the chunks of what it cannot read as signs of life', async () => {
    const chunk = Buffer.from('???')
    expect(await read('rot13', chunk, chunk)).toMatchObject({ usage: null, contentEvents: 2 })
    expect(await read('gzip, br', chunk)).toMatchObject({ usage: null, contentEvents: 1 })
  })

  it('gives up on a bomb before it has decoded it all', async () => {
    const half = zlib.gzipSync(`${'x'.repeat(40 * 1024 * 1024)}\n`)
    const stream = zlib.gzipSync(text)
    expect(await read('gzip', half, stream)).toEqual(says)
    expect(await read('gzip', half, half, stream)).toMatchObject({ usage: null, messageId: null })
  })

  it('gives up when the decoder falls far behind', async () => {
    const noise = zlib.gzipSync(randomBytes(4 * 1024 * 1024))
    const pieces = [...Array(64).keys()].map((i) => i * 64 * 1024)
    const facts = await read('gzip', ...cutAt(noise, pieces), zlib.gzipSync(text))
    expect(facts).toMatchObject({ usage: null, messageId: null })
    expect(facts.contentEvents).toBeGreaterThan(40)
  })

  it.runIf(!hasZstd)('does without zstd, which this version of Node cannot decode', async () => {
    expect(await read('zstd', Buffer.from('x'))).toMatchObject({ usage: null, contentEvents: 1 })
  })

  it('settles when nothing was ever pushed, and more than once ended', async () => {
    const tap = tapOf('br')
    tap.end()
    await expect(tap.settled).resolves.toBeUndefined()
  })
})
