import type { Usage } from '../domain/usage.js'
import { createDecodedTap } from './decoded-tap.js'
import { createJsonTap } from './json-tap.js'
import { createSseTap } from './sse-tap.js'

/**
 * Watches an answer on its way to the client. The relay hands it each chunk on the side; whatever
 * happens in here, the bytes are none of its business. Its work is proportional to the bytes, its
 * memory is bounded, and it never throws.
 */
export interface AnswerTap {
  /** Looks at a chunk; keeps no reference to it beyond a bounded carry-over. Never throws. */
  push(chunk: Uint8Array): void
  /**
   * The answer is over (or cut): what has been read so far stands. For encoded answers the last
   * bytes may still be decoding: `settled` resolves then. Never throws; later pushes are ignored.
   */
  end(): void
  /** Usage read so far; null when none was seen. */
  readonly usage: Usage | null
  /**
   * The end marker came: Anthropic `message_stop`, OpenAI `[DONE]` / `response.completed` (and its
   * siblings `incomplete` and `failed`), Gemini's finish reason, a JSON body's closing bracket.
   */
  readonly complete: boolean
  /** Type of the first error seen in the answer, e.g. `overloaded_error`; null when none was. */
  readonly errorType: string | null
  /** The answer's message id (`msg_...`), from message_start or the JSON body; null when unknown. */
  readonly messageId: string | null
  /**
   * Events so far that are neither pings nor comments: lets the relay tell a live stream from one
   * that only pings. Where the answer is no event stream, each chunk counts.
   */
  readonly contentEvents: number
  /**
   * Resolves, and never rejects, when everything pushed before `end` has been read. Null: nothing
   * to wait for, as the answer is not encoded.
   */
  readonly settled: Promise<void> | null
}

/**
 * The tap for an answer with these header values (empty strings where a header is missing).
 *
 * @example
 * const tap = createAnswerTap({ contentType: 'text/event-stream', contentEncoding: '' })
 * tap.push(Buffer.from('event: message_stop\ndata: {"type":"message_stop"}\n\n'))
 * tap.end()
 * tap.complete // true
 */
export function createAnswerTap(answer: {
  readonly contentType: string
  readonly contentEncoding: string
}): AnswerTap {
  const tap = /json/i.test(answer.contentType) ? createJsonTap() : createSseTap()
  const coding = answer.contentEncoding.trim().toLowerCase()
  return coding === '' || coding === 'identity' ? tap : createDecodedTap(tap, coding)
}
