import { MODEL } from './identity.js'

/** Digits of a time stamp: microseconds of the machine's monotonic clock. */
export const STAMP_DIGITS = 16

const HEADERS = `date: Tue, 24 Nov 2026 09:00:00 GMT\r
request-id: req_011CTbenchbenchbench\r
anthropic-organization-id: 5c0b7e1a-3d52-4f0e-9a51-000000000000\r
anthropic-ratelimit-requests-limit: 4000\r
anthropic-ratelimit-requests-remaining: 3999\r
anthropic-ratelimit-requests-reset: 2026-11-24T09:00:01Z\r
anthropic-ratelimit-tokens-limit: 2000000\r
anthropic-ratelimit-tokens-remaining: 1999000\r
anthropic-ratelimit-tokens-reset: 2026-11-24T09:00:01Z\r
strict-transport-security: max-age=31536000; includeSubDomains; preload\r
server: cloudflare\r
cf-cache-status: DYNAMIC\r
x-robots-tag: none\r
connection: keep-alive\r
`

const JSON_BODY = JSON.stringify({
  id: 'msg_01benchbenchbenchbench',
  type: 'message',
  role: 'assistant',
  model: MODEL,
  content: [
    { type: 'text', text: 'The next channel is picked by priority and rotation. '.repeat(6) },
  ],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: {
    input_tokens: 512,
    cache_creation_input_tokens: 128,
    cache_read_input_tokens: 20_480,
    cache_creation: { ephemeral_5m_input_tokens: 128, ephemeral_1h_input_tokens: 0 },
    output_tokens: 96,
    service_tier: 'standard',
  },
})

/** How many bytes of content the plain answer has. */
export const JSON_ANSWER_BYTES = Buffer.byteLength(JSON_BODY)

/** A whole plain answer, ready to be written. */
export const JSON_ANSWER = `HTTP/1.1 200 OK\r\n${HEADERS}content-type: application/json\r\ncontent-length: ${JSON_ANSWER_BYTES}\r\n\r\n${JSON_BODY}`

/** The head of a stream. */
export const STREAM_HEAD = `HTTP/1.1 200 OK\r\n${HEADERS}content-type: text/event-stream; charset=utf-8\r\ncache-control: no-cache\r\ntransfer-encoding: chunked\r\n\r\n`

/**
 * The head of a plain answer of this length.
 *
 * @param {number} bytes
 */
export function createJsonHead(bytes) {
  return `HTTP/1.1 200 OK\r\n${HEADERS}content-type: application/json\r\ncontent-length: ${bytes}\r\n\r\n`
}

/**
 * @param {string} type
 * @param {object} fields
 */
function toEvent(type, fields) {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`
}

/** @param {string} content ASCII only */
function toChunk(content) {
  return `${content.length.toString(16)}\r\n${content}\r\n`
}

const START =
  toEvent('message_start', {
    message: {
      id: 'msg_01benchbenchbenchbench',
      type: 'message',
      role: 'assistant',
      model: MODEL,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: {
        input_tokens: 512,
        cache_creation_input_tokens: 128,
        cache_read_input_tokens: 20_480,
        output_tokens: 1,
      },
    },
  }) + toEvent('content_block_start', { index: 0, content_block: { type: 'text', text: '' } })

const END_EVENTS = [
  toEvent('content_block_stop', { index: 0 }),
  toEvent('message_delta', {
    delta: { stop_reason: 'end_turn', stop_sequence: null },
    usage: { output_tokens: 200 },
  }),
  toEvent('message_stop', {}),
]

/** The first events of a stream, framed as one chunk. */
export const STREAM_START = toChunk(START)

/** The last events of a stream and the end of its body. */
export const STREAM_END = `${END_EVENTS.map(toChunk).join('')}0\r\n\r\n`

const STAMPED = toChunk(
  toEvent('content_block_delta', {
    index: 0,
    delta: { type: 'text_delta', text: `@${'0'.repeat(STAMP_DIGITS)} token` },
  }),
)
const STAMP_AT = STAMPED.indexOf('@') + 1
const BEFORE_STAMP = STAMPED.slice(0, STAMP_AT)
const AFTER_STAMP = STAMPED.slice(STAMP_AT + STAMP_DIGITS)

/**
 * One event of a stream, framed as a chunk, which says when it was written.
 *
 * @param {number} us
 */
export function createStampedEvent(us) {
  return BEFORE_STAMP + Math.round(us).toString().padStart(STAMP_DIGITS, '0') + AFTER_STAMP
}

/**
 * A whole stream of this many events, each a chunk of its own, as one piece of bytes.
 *
 * @param {number} events
 * @returns {{ bytes: Buffer, contentBytes: number }}
 */
export function createFastStream(events) {
  const delta = toEvent('content_block_delta', {
    index: 0,
    delta: { type: 'text_delta', text: ' and the failing one rests' },
  })
  const content = START.length + delta.length * events + END_EVENTS.join('').length
  const text = STREAM_HEAD + STREAM_START + toChunk(delta).repeat(events) + STREAM_END
  return { bytes: Buffer.from(text, 'latin1'), contentBytes: content }
}
