import {
  type ContentBlock,
  cacheWrites,
  inputUsage,
  messageHead,
  stopReason,
  type Turn,
} from './messages-api.js'

/** One server-sent event: `data` is what stands after `data: `. */
export interface SseEvent {
  readonly event: string
  readonly data: string
}

/** The events of `POST /v1/messages` with `stream`: cumulative usage comes in `message_delta`. */
export function toEvents(turn: Turn): SseEvent[] {
  const start = { ...messageHead(turn), usage: { ...inputUsage(turn.usage), output_tokens: 1 } }
  return [
    toEvent({ type: 'message_start', message: start }),
    ...turn.content.flatMap((block, index) => [
      ...blockEvents(block, index),
      ...(index === 0 ? [PING] : []),
    ]),
    toEvent({
      type: 'message_delta',
      delta: { stop_reason: stopReason(turn), stop_sequence: null, stop_details: null },
      usage: {
        input_tokens: turn.usage.inputTokens,
        cache_creation_input_tokens: cacheWrites(turn.usage),
        cache_read_input_tokens: turn.usage.cacheReadTokens,
        output_tokens: turn.usage.outputTokens,
      },
    }),
    toEvent({ type: 'message_stop' }),
  ]
}

/** The keep-alive event. */
export const PING: SseEvent = { event: 'ping', data: '{"type": "ping"}' }

/** An event whose name is its data's `type`, as all of this API's are. */
export function toEvent<Data extends { readonly type: string }>(data: Data): SseEvent {
  return { event: data.type, data: JSON.stringify(data) }
}

/** The wire form of an event. */
export function encodeEvent({ event, data }: SseEvent): Buffer {
  return Buffer.from(`event: ${event}\ndata: ${data}\n\n`)
}

function blockEvents(block: ContentBlock, index: number): SseEvent[] {
  const at = (type: string, rest: object) => toEvent({ type, index, ...rest })
  const delta = (rest: object) => at('content_block_delta', { delta: rest })
  return [
    at('content_block_start', { content_block: emptyBlock(block) }),
    ...blockDeltas(block).map(delta),
    at('content_block_stop', {}),
  ]
}

function emptyBlock(block: ContentBlock): object {
  switch (block.type) {
    case 'thinking':
      return { type: 'thinking', thinking: '', signature: '' }
    case 'text':
      return { type: 'text', text: '' }
    case 'tool_use':
      return { ...block, input: {} }
  }
}

function blockDeltas(block: ContentBlock): object[] {
  switch (block.type) {
    case 'thinking':
      return [
        ...inPieces(block.thinking).map((thinking) => ({ type: 'thinking_delta', thinking })),
        { type: 'signature_delta', signature: block.signature },
      ]
    case 'text':
      return inPieces(block.text).map((text) => ({ type: 'text_delta', text }))
    case 'tool_use':
      return ['', ...inPieces(JSON.stringify(block.input))].map((partial_json) => ({
        type: 'input_json_delta',
        partial_json,
      }))
  }
}

function inPieces(text: string): string[] {
  return text.match(/.{1,8}/gsu) ?? []
}
