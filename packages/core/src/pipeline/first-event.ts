import { memoizeText } from '../domain/headers.js'

/** What the beginning of a 2xx answer's body says about it. */
export type Opening =
  /** Nothing yet that means anything. */
  | { readonly kind: 'wait' }
  /** A real answer begins: it may go to the client. */
  | { readonly kind: 'answer' }
  /** The upstream reports an error, though its status said otherwise. `body` is the error as JSON. */
  | {
      readonly kind: 'error'
      readonly errorType: string
      readonly message: string
      readonly body: string
    }
  /** No API speaks like this. */
  | { readonly kind: 'html' }
  /** The body ended without anything in it. */
  | { readonly kind: 'empty' }
  /** Compressed, though no header says so: no client can read it. */
  | { readonly kind: 'encoded' }

/** Reads the beginning of an answer, piece by piece, until it knows what it is. */
export interface OpeningReader {
  push(chunk: Buffer): Opening
  /** The body is over. Never `wait`. */
  end(): Opening
}

/** The reader for a body of a media type. What is neither an event stream nor text is opaque. */
export function createOpeningReader(contentType: string): OpeningReader {
  switch (formatOf(contentType)) {
    case 'events':
      return createSseOpeningReader()
    case 'json':
      return createJsonOpeningReader()
    case 'opaque':
      return createOpaqueOpeningReader()
  }
}

const formatOf = memoizeText((contentType): 'events' | 'json' | 'opaque' => {
  const mediaType = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (mediaType === 'text/event-stream') return 'events'
  const isText = mediaType === '' || mediaType.endsWith('json') || mediaType.startsWith('text/')
  return isText ? 'json' : 'opaque'
})

const WAIT: Opening = { kind: 'wait' }
const ANSWER: Opening = { kind: 'answer' }
const HTML: Opening = { kind: 'html' }
const EMPTY: Opening = { kind: 'empty' }
const ENCODED: Opening = { kind: 'encoded' }

/** How gzip data begins (RFC 1952, 2.3.1), and neither text nor JSON can. */
const GZIP = '\x1f\x8b'

const MESSAGE_START = Buffer.from('event: message_start')

/**
 * Reads server-sent events. Comments and pings mean nothing; the first other event decides. An
 * error is told by its event name or, where a vendor leaves that out, by its JSON.
 */
function createSseOpeningReader(): OpeningReader {
  const eventEnd = /\r\n\r\n|\n\n|\r\r/g
  let text = ''
  const readEvents = (): Opening => {
    for (;;) {
      const end = eventEnd.exec(text)
      if (end === null) {
        eventEnd.lastIndex = Math.max(0, text.length - 3)
        return WAIT
      }
      const opening = toOpening(text.slice(0, end.index))
      text = text.slice(eventEnd.lastIndex)
      eventEnd.lastIndex = 0
      if (opening !== WAIT) return opening
    }
  }
  return {
    push(chunk) {
      if (text === '' && chunk.subarray(0, MESSAGE_START.length).equals(MESSAGE_START)) {
        return ANSWER
      }
      // Only error texts can hold more than ASCII, and they are read again by `decode`.
      text += chunk.toString('latin1')
      if (/^\s*</.test(text)) return HTML
      if (text.startsWith(GZIP)) return ENCODED
      return readEvents()
    },
    end() {
      text += '\n\n'
      const opening = readEvents()
      return opening === WAIT ? EMPTY : opening
    },
  }
}

function toOpening(event: string): Opening {
  let name = ''
  const data: string[] = []
  for (const line of event.split(/\r\n|\n|\r/)) {
    const field = /^(?:\xef\xbb\xbf)?(event|data): ?(.*)$/s.exec(line)
    if (field?.[1] === 'event') name = field[2] ?? ''
    else if (field?.[1] === 'data') data.push(field[2] ?? '')
  }
  if (name === 'ping' || (name === '' && data.length === 0)) return WAIT
  const body = decode(data.join('\n'))
  if (name !== 'error' && !body.includes('"error"')) return isPing(body) ? WAIT : ANSWER
  return errorIn(body, name === 'error') ?? ANSWER
}

function isPing(body: string): boolean {
  return /^\s*\{\s*"type"\s*:\s*"ping"\s*\}\s*$/.test(body)
}

function decode(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8')
}

/** An error says so within its first bytes. */
const JSON_PROBE_BYTES = 512

/**
 * Reads a JSON body. Only where the word `"error"` stands near its beginning is the body held to
 * its end, because only then may it be an error.
 */
function createJsonOpeningReader(): OpeningReader {
  const pieces: Buffer[] = []
  let length = 0
  let isSuspect = false
  const held = () => (pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces))
  return {
    push(chunk) {
      pieces.push(chunk)
      length += chunk.length
      if (isSuspect || length < JSON_PROBE_BYTES) return WAIT
      const beginning = held()
      if (firstByte(beginning) === 0x3c) return HTML
      if (isGzip(beginning)) return ENCODED
      isSuspect = beginning.includes('"error"')
      return isSuspect ? WAIT : ANSWER
    },
    end() {
      const body = held()
      const first = firstByte(body)
      if (first === undefined) return EMPTY
      if (first === 0x3c) return HTML
      if (isGzip(body)) return ENCODED
      return body.includes('"error"') ? (errorIn(body.toString('utf8'), false) ?? ANSWER) : ANSWER
    },
  }
}

/** Takes the first byte for an answer: for bodies whose beginning cannot be read. */
function createOpaqueOpeningReader(): OpeningReader {
  return {
    push: (chunk) => (chunk.length === 0 ? WAIT : ANSWER),
    end: () => EMPTY,
  }
}

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === GZIP.charCodeAt(0) && bytes[1] === GZIP.charCodeAt(1)
}

function firstByte(bytes: Buffer): number | undefined {
  for (const byte of bytes) if (!isSpace(byte)) return byte
  return undefined
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}

/**
 * The error that a JSON text is: Anthropic's `{"type":"error","error":{...}}`, or the bare
 * `{"error":{...}}` of other vendors. `certain`: it is an error whatever the text looks like.
 */
function errorIn(body: string, certain: boolean): Opening | undefined {
  const parsed = parse(body)
  const error = isRecord(parsed) ? parsed.error : undefined
  const isError =
    isRecord(parsed) && error != null && (parsed.type === 'error' || Object.keys(parsed).length < 4)
  if (!isError && !certain) return undefined
  const details = isRecord(error) ? error : {}
  return {
    kind: 'error',
    errorType: typeof details.type === 'string' ? details.type : 'api_error',
    message: typeof details.message === 'string' ? details.message : String(error ?? body),
    body,
  }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
