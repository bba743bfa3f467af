import { ApiError } from '../../api/api-error.js'
import { readEventStream } from '../../lib/read-event-stream.js'

/** A turn of the conversation, as the Messages API takes it. */
export interface Turn {
  readonly role: 'user' | 'assistant'
  readonly content: string
}

/** What to ask, and of whom. */
export interface Ask {
  readonly model: string
  readonly system: string
  readonly maxTokens: number
  readonly turns: readonly Turn[]
  readonly isStreaming: boolean
  /** Sent as `Authorization: Bearer`; empty: none. */
  readonly token: string
  /** Keeps the conversation on its channel, and finds it in the log. */
  readonly session: string
}

/** Sends a conversation through the gateway like any client, and hands over the text as it comes. */
export async function streamMessage(
  ask: Ask,
  onText: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const response = await fetch('/v1/messages', {
    method: 'POST',
    signal,
    headers: {
      'content-type': 'application/json',
      'anthropic-version': '2023-06-01',
      'x-claude-code-session-id': ask.session,
      ...(ask.token && { authorization: `Bearer ${ask.token}` }),
    },
    body: JSON.stringify({
      model: ask.model,
      max_tokens: ask.maxTokens,
      stream: ask.isStreaming,
      ...(ask.system && { system: ask.system }),
      messages: ask.turns,
    }),
  })
  if (!response.ok) throw await toFailure(response)
  if (!/event-stream/.test(response.headers.get('content-type') ?? '')) {
    const { content = [] } = (await response.json()) as { content?: { text?: string }[] }
    return onText(content.map(({ text = '' }) => text).join(''))
  }
  await readEventStream(response, (event) => {
    const data = JSON.parse(event.data) as EventData
    if (data.type === 'content_block_delta') onText(data.delta?.text ?? '')
    if (data.type === 'error') throw toStreamFailure(data)
  })
}

/** The parts of a stream's events that matter here. */
interface EventData {
  readonly type?: string
  readonly delta?: { readonly text?: string }
  readonly error?: { readonly message?: string; readonly type?: string }
}

async function toFailure(response: Response): Promise<ApiError> {
  const body = (await response.json().catch(() => ({}))) as EventData
  return new ApiError({
    status: response.status,
    code: body.error?.type ?? 'unknown',
    message: body.error?.message ?? '',
  })
}

function toStreamFailure({ error }: EventData): ApiError {
  return new ApiError({ status: 200, code: error?.type ?? 'error', message: error?.message ?? '' })
}
