import { CcloadError } from '../errors.js'

/** A stretch of bytes: `start` inclusive, `end` exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** What the proxy reads of a request's body. The body itself is never parsed or printed again. */
export interface PeekedBody {
  readonly model: string
  /** The bytes of the top-level `model` value, quotes included: all that an alias may replace. */
  readonly modelSpan: Span
  readonly stream: boolean
  /** Values of other top-level fields, as they stand in the body. */
  readonly fields: ReadonlyMap<string, Span>
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d

/** Below this length a loop finds a closing quote faster than a call into `memchr`. */
const SHORT_STRING = 24

/**
 * Finds the top-level `model`, `stream` and the places of the other top-level fields by one pass
 * over the bytes, without decoding them. Where a name stands twice the last one counts, as in
 * `JSON.parse` and so as in the upstream. Nested values are skipped, not checked: that is the
 * upstream's business.
 *
 * @throws {CcloadError} `invalid_body` when the body is not a JSON object or names no model.
 */
export function peekBody(body: Buffer): PeekedBody {
  const fields = findFields(body)
  const modelSpan = fields.get('model')
  if (modelSpan === undefined) throw invalid('model: field required')
  const model = readString(body, modelSpan)
  if (model === undefined || model === '') throw invalid('model: should be a non-empty string')
  const stream = fields.get('stream')
  return { model, modelSpan, stream: stream !== undefined && isTrue(body, stream), fields }
}

/** The string that a span holds; undefined when its value is not a string. */
function readString(body: Buffer, span: Span): string | undefined {
  if (body[span.start] !== QUOTE) return undefined
  const text = body.toString('utf8', span.start, span.end)
  if (!text.includes('\\')) return text.slice(1, -1)
  try {
    return JSON.parse(text) as string
  } catch {
    return undefined
  }
}

function findFields(body: Buffer): Map<string, Span> {
  const fields = new Map<string, Span>()
  let at = skipSpace(body, skipBom(body))
  if (body[at] !== OPEN_BRACE) throw invalid('The request body is not a JSON object')
  at = skipSpace(body, at + 1)
  if (body[at] === CLOSE_BRACE) return endOfDocument(body, at, fields)
  for (;;) {
    if (body[at] !== QUOTE) throw invalid('The request body is not valid JSON')
    const name: Span = { start: at, end: skipString(body, at) }
    at = skipSpace(body, name.end)
    if (body[at] !== COLON) throw invalid('The request body is not valid JSON')
    const start = skipSpace(body, at + 1)
    const end = skipValue(body, start)
    const key = readString(body, name)
    if (key !== undefined) fields.set(key, { start, end })
    at = skipSpace(body, end)
    if (body[at] === CLOSE_BRACE) return endOfDocument(body, at, fields)
    if (body[at] !== COMMA) throw invalid('The request body is not valid JSON')
    at = skipSpace(body, at + 1)
  }
}

function endOfDocument(body: Buffer, at: number, fields: Map<string, Span>): Map<string, Span> {
  if (skipSpace(body, at + 1) < body.length) throw invalid('The request body is not valid JSON')
  return fields
}

function skipBom(body: Buffer): number {
  return body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? 3 : 0
}

function skipSpace(body: Buffer, from: number): number {
  let at = from
  for (;;) {
    const byte = body[at]
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return at
    at++
  }
}

/** The position after a string that opens at `from`. */
function skipString(body: Buffer, from: number): number {
  const loopEnd = Math.min(from + SHORT_STRING, body.length)
  let at = from + 1
  while (at < loopEnd) {
    const byte = body[at]
    if (byte === QUOTE) return at + 1
    at += byte === BACKSLASH ? 2 : 1
  }
  for (;;) {
    const quote = body.indexOf(QUOTE, at)
    if (quote === -1) throw invalid('The request body ends within a string')
    if (!isEscaped(body, quote, at)) return quote + 1
    at = quote + 1
  }
}

/** Whether an odd run of backslashes, not reaching back beyond `floor`, stands before a quote. */
function isEscaped(body: Buffer, quote: number, floor: number): boolean {
  let at = quote - 1
  while (at >= floor && body[at] === BACKSLASH) at--
  return (quote - 1 - at) % 2 === 1
}

function skipValue(body: Buffer, from: number): number {
  const byte = body[from]
  if (byte === QUOTE) return skipString(body, from)
  if (byte === OPEN_BRACE || byte === OPEN_BRACKET) return skipNested(body, from)
  return skipScalar(body, from)
}

function skipNested(body: Buffer, from: number): number {
  let depth = 0
  let at = from
  while (at < body.length) {
    const byte = body[at]
    if (byte === QUOTE) {
      at = skipString(body, at)
      continue
    }
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++
    else if ((byte === CLOSE_BRACE || byte === CLOSE_BRACKET) && --depth === 0) return at + 1
    at++
  }
  throw invalid('The request body ends within a value')
}

const SCALAR = /^(?:true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)$/

function skipScalar(body: Buffer, from: number): number {
  let at = from
  while (at < body.length && isScalarByte(body[at])) at++
  if (!SCALAR.test(body.toString('latin1', from, at)))
    throw invalid('The request body is not valid JSON')
  return at
}

/** Letters, digits, sign and point: all that numbers and the three words are made of. */
function isScalarByte(byte: number | undefined): boolean {
  return (
    byte !== undefined && byte > 0x2a && byte < 0x7b && byte !== COMMA && byte !== CLOSE_BRACKET
  )
}

function isTrue(body: Buffer, span: Span): boolean {
  return span.end - span.start === 4 && body[span.start] === 0x74
}

function invalid(message: string): CcloadError {
  return new CcloadError('invalid_body', message)
}
