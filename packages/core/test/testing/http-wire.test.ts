import type { Socket } from 'node:net'
import { PassThrough } from 'node:stream'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type ByteReader, CutError, createByteReader } from '../../src/testing/byte-reader.js'
import { encodeHead, readBody, readHead, requestFraming } from '../../src/testing/http-wire.js'

/** A reader over bytes that arrive in pieces of the given sizes. */
function readerOf(bytes: Buffer, sizes: readonly number[]): ByteReader {
  const stream = new PassThrough()
  const reader = createByteReader(stream as unknown as Socket, { eager: true })
  let at = 0
  for (const size of [...sizes, bytes.length]) {
    stream.write(bytes.subarray(at, at + size))
    at += size
  }
  stream.end()
  return reader
}

async function readMessage(reader: ByteReader) {
  const head = await readHead(reader)
  const body: Buffer[] = []
  for await (const chunk of readBody(reader, requestFraming(head.headers))) body.push(chunk)
  return { head, body: Buffer.concat(body) }
}

function inChunks(chunks: readonly Uint8Array[]): Buffer {
  const framed = chunks
    .filter(({ length }) => length > 0)
    .map((chunk) => [Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')])
  return Buffer.concat([...framed.flat(), Buffer.from('0\r\nX-Sum: 1\r\n\r\n')])
}

const sizes = fc.array(fc.integer({ min: 1, max: 40 }))

it('reads a message whatever the pieces it arrives in', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array()),
      sizes,
      fc.boolean(),
      async (parts, cuts, chunked) => {
        const body = Buffer.concat(parts)
        const framing = chunked
          ? ['Transfer-Encoding', 'chunked']
          : ['Content-Length', `${body.length}`]
        const headers = ['X-Odd', 'a:  b', ...framing]
        const wire = [encodeHead('POST /x HTTP/1.1', headers), chunked ? inChunks(parts) : body]
        const message = await readMessage(readerOf(Buffer.concat(wire), cuts))
        expect(message.head).toEqual({ firstLine: 'POST /x HTTP/1.1', headers })
        expect(message.body).toEqual(body)
      },
    ),
    { numRuns: 60 },
  )
})

it('tells every truncated message from a whole one', async () => {
  const wire = Buffer.concat([
    encodeHead('POST / HTTP/1.1', ['Transfer-Encoding', 'chunked']),
    inChunks([Buffer.from('{"a":1}')]),
  ])
  for (let length = 0; length < wire.length; length += 1) {
    await expect(readMessage(readerOf(wire.subarray(0, length), []))).rejects.toThrow(CutError)
  }
})
