import { createHash } from 'node:crypto'
import type { Home } from '../domain/candidate.js'
import { headerValue } from '../domain/headers.js'
import type { RawHeaders } from '../domain/message.js'
import type { Threads } from '../state/threads.js'
import type { PeekedBody, Span } from './peek-body.js'

/** Which conversation a request belongs to, and which agent within it. */
export interface Conversation {
  /** What affinity hangs on; null where no conversation can be recognised. */
  readonly key: string | null
  readonly sessionId: string | null
  readonly agentId: string | null
  /** Whether the account that answers keeps its state (`thread`). */
  readonly isThread: boolean
  /** The account that has its state; null where that is not known. */
  readonly home: Home | null
}

/** A request of which nothing is known. */
export const NO_CONVERSATION: Conversation = {
  key: null,
  sessionId: null,
  agentId: null,
  isThread: false,
  home: null,
}

/** Beyond this a field is not looked into: sessions have short names. */
const FIELD_LIMIT = 4096

/**
 * Recognises a conversation, first match wins: the session header of Claude Code, the session in
 * `metadata.user_id`, the thread of a message that went through here, and where the body caches its
 * prompt (only then is there a cache to keep) the conversation's opening.
 */
export function identifyConversation(
  headers: RawHeaders,
  body: Buffer,
  peeked: PeekedBody,
  threads: Pick<Threads, 'find'>,
): Conversation {
  const sessionId =
    headerValue(headers, 'x-claude-code-session-id') ?? sessionInMetadata(body, peeked)
  const thread = fieldObject(body, peeked, 'thread')
  const previous = thread?.previous_message_id
  const place = typeof previous === 'string' ? threads.find(previous) : undefined
  return {
    key: sessionId ?? place?.conversation ?? openingDigest(body, peeked),
    sessionId,
    agentId: headerValue(headers, 'x-claude-code-agent-id') ?? null,
    isThread: thread !== undefined,
    home: place?.home ?? null,
  }
}

/** A small top-level field whose value is an object. */
function fieldObject(
  body: Buffer,
  { fields }: PeekedBody,
  name: string,
): Record<string, unknown> | undefined {
  const span = fields.get(name)
  if (span === undefined || span.end - span.start > FIELD_LIMIT) return undefined
  return parseObject(body.toString('utf8', span.start, span.end))
}

/** `metadata.user_id` of Claude Code is a JSON text that names the session. */
function sessionInMetadata(body: Buffer, peeked: PeekedBody): string | null {
  const userId = fieldObject(body, peeked, 'metadata')?.user_id
  if (typeof userId !== 'string') return null
  const session = parseObject(userId)?.session_id ?? /_session_([\w-]+)$/.exec(userId)?.[1]
  return typeof session === 'string' && session !== '' ? session : null
}

function openingDigest(body: Buffer, peeked: PeekedBody): string | null {
  if (!body.includes('"cache_control"')) return null
  const messages = peeked.fields.get('messages')
  if (messages === undefined) return null
  const hash = createHash('sha1')
  const system = peeked.fields.get('system')
  if (system !== undefined) hash.update(body.subarray(system.start, system.end))
  hash.update(body.subarray(messages.start, firstMessageEnd(body, messages)))
  return hash.digest('base64url')
}

/** Where the first message ends: at the second `{"role"`, or at the end of the list. */
function firstMessageEnd(body: Buffer, messages: Span): number {
  const first = body.indexOf('"role"', messages.start)
  const second = first === -1 ? -1 : body.indexOf('{"role"', first + 6)
  return second === -1 || second > messages.end ? messages.end : second
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
