import { brotliCompressSync, gzipSync } from 'node:zlib'
import { encodePieces } from '../../src/testing/encode-pieces.js'
import {
  encodeEvent,
  type FixedBehaviour,
  fixed,
  SAMPLE_USAGE,
  toEvents,
  toMessage,
} from '../../src/testing.js'
import { MESSAGE, MODEL, STREAM } from './bench.js'

/** An answer as an upstream sends it, and the request that it answers. */
export interface RecordedAnswer {
  readonly name: string
  readonly request: string
  readonly behaviour: FixedBehaviour
}

const content = [{ type: 'text' as const, text: 'é你😀"}\n\n' }]
const turn = { id: 'msg_1', model: MODEL, content, usage: SAMPLE_USAGE }
const message = Buffer.from(JSON.stringify(toMessage(turn)))
const events = toEvents(turn).map(encodeEvent)
const SSE = 'text/event-stream; charset=utf-8'

/** Every one of them tells of the sample usage. */
export const RECORDED: readonly RecordedAnswer[] = [
  stream('a stream', Buffer.concat(events)),
  stream('a gzip stream', Buffer.concat(await encodePieces(events, 'gzip')), 'gzip'),
  stream('a br stream', Buffer.concat(await encodePieces(events, 'br')), 'br'),
  stream('a stream with CRLF and odd lines', withOddLines()),
  answer('a message', { ...fixed(200, message), framing: 'chunked' }),
  answer('a message of known length', fixed(200, message)),
  answer('a gzip message', fixed(200, gzipSync(message), ['Content-Encoding', 'gzip'])),
  answer('a br message', fixed(200, brotliCompressSync(message), ['Content-Encoding', 'br'])),
]

function stream(name: string, body: Buffer, encoding?: string): RecordedAnswer {
  const headers = encoding === undefined ? [] : ['Content-Encoding', encoding]
  const behaviour: FixedBehaviour = { ...fixed(200, body, headers, SSE), framing: 'chunked' }
  return { name, request: STREAM, behaviour }
}

function answer(name: string, behaviour: FixedBehaviour): RecordedAnswer {
  return { name, request: MESSAGE, behaviour }
}

/** Comments, ids, data in several lines and names that nobody knows. */
function withOddLines(): Buffer {
  const { inputTokens, outputTokens, cacheReadTokens } = SAMPLE_USAGE
  const usage = {
    input_tokens: inputTokens,
    cache_read_input_tokens: cacheReadTokens,
    cache_creation: {
      ephemeral_5m_input_tokens: SAMPLE_USAGE.cacheWrite5mTokens,
      ephemeral_1h_input_tokens: SAMPLE_USAGE.cacheWrite1hTokens,
    },
  }
  const data = (value: object) => `data: ${JSON.stringify(value)}`
  const lines = [
    ...[': é你😀', '', 'event: message_start', data({ type: 'message_start', message: { usage } })],
    ...['', 'event: ping', 'data: {"type": "ping"}', '', 'id: 7', 'retry: 10', 'data: {"a":'],
    ...['data: "你"}', '', 'event: message_delta'],
    ...[data({ type: 'message_delta', usage: { output_tokens: outputTokens } }), ''],
    ...['event: message_stop', data({ type: 'message_stop' }), '', ''],
  ]
  return Buffer.from(lines.join('\r\n'))
}
