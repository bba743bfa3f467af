import type { Usage } from '../domain/usage.js'

/** One piece of an answer's content. */
export type ContentBlock =
  | { readonly type: 'thinking'; readonly thinking: string; readonly signature: string }
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'tool_use'
      readonly id: string
      readonly name: string
      readonly input: Readonly<Record<string, unknown>>
    }

/** What the model says in one turn. */
export interface Turn {
  readonly id: string
  readonly model: string
  readonly content: readonly ContentBlock[]
  readonly usage: Usage
}

/** The body of `POST /v1/messages`, as far as an answer depends on it. */
export interface MessagesRequest {
  readonly model?: unknown
  readonly stream?: unknown
  readonly messages?: readonly { readonly role?: unknown; readonly content?: unknown }[]
  readonly tools?: readonly { readonly name?: unknown }[]
  readonly thinking?: { readonly type?: unknown }
}

/** Token counts that differ from one another, so that a mix-up shows. */
export const SAMPLE_USAGE: Usage = {
  inputTokens: 25,
  outputTokens: 42,
  cacheReadTokens: 1_700,
  cacheWrite5mTokens: 310,
  cacheWrite1hTokens: 230,
}

/**
 * What the model says to a request: thinking when it was asked for, then a call of the first tool
 * when there are tools and the last message is not a tool's result, else `text`.
 */
export function toContent(request: MessagesRequest, text: string): ContentBlock[] {
  const content: ContentBlock[] = []
  const { thinking } = request
  if (thinking?.type === 'enabled' || thinking?.type === 'adaptive') {
    content.push({ type: 'thinking', thinking: 'Let me think: ½ + ½.', signature: 'EqQBCgIYAhIM' })
  }
  content.push({ type: 'text', text })
  const tool = request.tools?.[0]
  if (tool && !endsWithToolResult(request)) {
    content.push({
      type: 'tool_use',
      id: 'toolu_01Fake',
      name: String(tool.name),
      input: { city: 'Zürich', days: 2 },
    })
  }
  return content
}

function endsWithToolResult(request: MessagesRequest): boolean {
  const content = request.messages?.at(-1)?.content
  return Array.isArray(content) && content.some((block) => block?.type === 'tool_result')
}

/** The JSON of `POST /v1/messages` without `stream`. */
export function toMessage(turn: Turn): object {
  return {
    ...messageHead(turn),
    content: turn.content,
    stop_reason: stopReason(turn),
    usage: { ...inputUsage(turn.usage), output_tokens: turn.usage.outputTokens },
  }
}

/** The error shape of the API: body of an error status, and data of `event: error`. */
export function toApiError(type: string, message: string, requestId: string | null = null) {
  return {
    type: 'error',
    error: { type, message },
    ...(requestId === null ? {} : { request_id: requestId }),
  }
}

/** One page of `GET /v1/models`. */
export function toModelList(models: readonly string[]): object {
  return {
    data: models.map(toModelInfo),
    first_id: models[0] ?? null,
    last_id: models.at(-1) ?? null,
    has_more: false,
  }
}

/** `GET /v1/models/{id}`. */
export function toModelInfo(id: string): object {
  return { type: 'model', id, display_name: id, created_at: '2026-02-01T00:00:00Z' }
}

/** What `message_start` and a whole message have in common. */
export function messageHead(turn: Turn) {
  return {
    id: turn.id,
    type: 'message',
    role: 'assistant',
    model: turn.model,
    content: [] as readonly ContentBlock[],
    stop_reason: null as string | null,
    stop_sequence: null,
    stop_details: null,
    container: null,
  }
}

/** Why the model stopped. */
export function stopReason(turn: Turn): string {
  return turn.content.at(-1)?.type === 'tool_use' ? 'tool_use' : 'end_turn'
}

/** Tokens written to the cache, for either lifetime. */
export function cacheWrites(usage: Usage): number {
  return usage.cacheWrite5mTokens + usage.cacheWrite1hTokens
}

/** The usage that is known before the model says anything. */
export function inputUsage(usage: Usage) {
  return {
    input_tokens: usage.inputTokens,
    cache_creation_input_tokens: cacheWrites(usage),
    cache_read_input_tokens: usage.cacheReadTokens,
    cache_creation: {
      ephemeral_5m_input_tokens: usage.cacheWrite5mTokens,
      ephemeral_1h_input_tokens: usage.cacheWrite1hTokens,
    },
    server_tool_use: null,
    service_tier: 'standard',
    inference_geo: 'global',
  }
}
