import type { RawHeaders } from '../domain/message.js'
import { type ByteReader, CutError } from './byte-reader.js'

/** How a body's length is known (RFC 9112 section 6). */
export type BodyFraming =
  | { readonly by: 'none' }
  | { readonly by: 'length'; readonly length: number }
  | { readonly by: 'chunks' }
  | { readonly by: 'close' }

/** A message's first line and header lines, as they stood on the wire. */
export interface WireHead {
  readonly firstLine: string
  /** In order, case and repetition as received; values without surrounding blanks. */
  readonly headers: RawHeaders
}

/** Reads up to the empty line. Rejects with `CutError`. Bytes are taken as latin1. */
export async function readHead(reader: ByteReader): Promise<WireHead> {
  const [firstLine = '', ...lines] = (await reader.until('\r\n\r\n'))
    .toString('latin1')
    .split('\r\n')
  return { firstLine, headers: toRawHeaders(lines) }
}

function toRawHeaders(lines: readonly string[]): RawHeaders {
  return lines.flatMap((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon), line.slice(colon + 1).trim()]
  })
}

/** All values of a header, in order; the name's case does not matter. */
export function headerValues(headers: RawHeaders, name: string): string[] {
  const wanted = name.toLowerCase()
  return headers.filter((_, at) => at % 2 === 1 && headers[at - 1]?.toLowerCase() === wanted)
}

/** A header's first value. */
export function headerValue(headers: RawHeaders, name: string): string | undefined {
  return headerValues(headers, name)[0]
}

/** The headers without those named. Names in lower case. */
export function withoutHeaders(headers: RawHeaders, names: readonly string[]): string[] {
  const kept: string[] = []
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] ?? ''
    if (!names.includes(name.toLowerCase())) kept.push(name, headers[at + 1] ?? '')
  }
  return kept
}

/** The wire form of a head, the empty line included. */
export function encodeHead(firstLine: string, headers: RawHeaders): Buffer {
  let text = `${firstLine}\r\n`
  for (let at = 0; at < headers.length; at += 2) text += `${headers[at]}: ${headers[at + 1]}\r\n`
  return Buffer.from(`${text}\r\n`, 'latin1')
}

/** How a request's body ends. */
export function requestFraming(headers: RawHeaders): BodyFraming {
  return declaredFraming(headers) ?? { by: 'none' }
}

/** How an answer's body ends, given the request's method. */
export function responseFraming(method: string, status: number, headers: RawHeaders): BodyFraming {
  if (method === 'HEAD' || status < 200 || status === 204 || status === 304) return { by: 'none' }
  return declaredFraming(headers) ?? { by: 'close' }
}

function declaredFraming(headers: RawHeaders): BodyFraming | undefined {
  if (/\bchunked\b/i.test(headerValues(headers, 'transfer-encoding').join()))
    return { by: 'chunks' }
  const length = headerValue(headers, 'content-length')
  return length === undefined ? undefined : { by: 'length', length: Number(length) }
}

/**
 * Yields a body's bytes as they arrive, without their framing; returns the trailers. Throws
 * `CutError` when the body breaks off.
 */
export async function* readBody(
  reader: ByteReader,
  framing: BodyFraming,
): AsyncGenerator<Buffer, RawHeaders, void> {
  switch (framing.by) {
    case 'none':
      return []
    case 'length':
      yield* readExactly(reader, framing.length)
      return []
    case 'close':
      for (let bytes = await reader.some(65_536); bytes; bytes = await reader.some(65_536))
        yield bytes
      return []
    case 'chunks':
      return yield* readChunks(reader)
  }
}

async function* readExactly(reader: ByteReader, length: number): AsyncGenerator<Buffer> {
  for (let left = length; left > 0; ) {
    const bytes = await reader.some(left)
    if (!bytes) throw new CutError(false)
    left -= bytes.length
    yield bytes
  }
}

async function* readChunks(reader: ByteReader): AsyncGenerator<Buffer, RawHeaders, void> {
  for (;;) {
    const size = Number.parseInt((await reader.until('\r\n')).toString('latin1'), 16)
    if (Number.isNaN(size)) throw new Error('a chunk without a size')
    if (size === 0) break
    yield* readExactly(reader, size)
    await reader.until('\r\n')
  }
  const trailers: string[] = []
  for (;;) {
    const line = (await reader.until('\r\n')).toString('latin1')
    if (line === '') return toRawHeaders(trailers)
    trailers.push(line)
  }
}
