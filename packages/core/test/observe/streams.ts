import type { AnswerTap } from '../../src/observe/answer-tap.js'

/** What a tap has learnt, as one comparable value. */
export function learnt(tap: AnswerTap) {
  const { usage, complete, errorType, messageId, contentEvents } = tap
  return { usage, complete, errorType, messageId, contentEvents }
}

/** Cuts bytes at the given positions, which may be in any order and beyond the end. */
export function cutAt(bytes: Uint8Array, positions: readonly number[]): Uint8Array[] {
  const cuts = [0, ...positions.filter((at) => at < bytes.length), bytes.length]
  cuts.sort((a, b) => a - b)
  return cuts.slice(1).map((end, i) => bytes.subarray(cuts[i], end))
}

const event = (name: string, data: object) =>
  `event: ${name}\ndata: ${JSON.stringify({ type: name, ...data })}\n\n`

const text = (words: string) =>
  event('content_block_delta', { index: 0, delta: { type: 'text_delta', text: words } })

const anthropic = [
  event('message_start', {
    message: {
      id: 'msg_01Aa',
      type: 'message',
      role: 'assistant',
      model: 'claude-sonnet-4-5-20250929',
      content: [],
      stop_reason: null,
      usage: {
        input_tokens: 4,
        cache_creation_input_tokens: 1500,
        cache_read_input_tokens: 20000,
        cache_creation: { ephemeral_5m_input_tokens: 500, ephemeral_1h_input_tokens: 1000 },
        output_tokens: 2,
        service_tier: 'standard',
      },
    },
  }),
  event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
  event('ping', {}),
  ': keep-alive\n\n',
  text('Grüße "usage":{"output_tokens":9} \n\n 你好'),
  text('🙂 and more'),
  event('content_block_stop', { index: 0 }),
  event('message_delta', {
    delta: { stop_reason: 'end_turn', stop_sequence: null },
    usage: {
      input_tokens: 4,
      cache_creation_input_tokens: 1500,
      cache_read_input_tokens: 20000,
      output_tokens: 345,
      server_tool_use: { web_search_requests: 1 },
    },
  }),
  event('message_stop', {}),
].join('')

const anthropicLearnt = {
  usage: {
    inputTokens: 4,
    outputTokens: 345,
    cacheReadTokens: 20000,
    cacheWrite5mTokens: 500,
    cacheWrite1hTokens: 1000,
    webSearches: 1,
  },
  complete: true,
  errorType: null,
  messageId: 'msg_01Aa',
  contentEvents: 7,
}

const plainUsage = (inputTokens: number, outputTokens: number, cacheReadTokens = 0) => ({
  inputTokens,
  outputTokens,
  cacheReadTokens,
  cacheWrite5mTokens: 0,
  cacheWrite1hTokens: 0,
})

/** Event streams as upstreams send them, each with what it says. */
export const STREAMS = [
  { name: 'Anthropic', text: anthropic, says: anthropicLearnt },
  { name: 'Anthropic, CRLF', text: anthropic.replaceAll('\n', '\r\n'), says: anthropicLearnt },
  { name: 'Anthropic, CR', text: anthropic.replaceAll('\n', '\r'), says: anthropicLearnt },
  {
    name: 'Anthropic, byte order mark, no space after colons',
    text: `\ufeff${anthropic.replaceAll(/^(event|data): /gm, '$1:')}`,
    says: anthropicLearnt,
  },
  {
    name: 'Anthropic, type only in the JSON',
    text: anthropic.replaceAll(/^event: .*\n/gm, ''),
    says: anthropicLearnt,
  },
  {
    name: 'Anthropic, data over several lines',
    text: anthropic.replaceAll(',"', ',\ndata: "'),
    says: anthropicLearnt,
  },
  {
    name: 'usage only in message_delta, no final blank line',
    text: `event: message_start\ndata: {"message":{"id":"m1","usage":{"input_tokens":0}}}\n\nevent: message_delta\ndata: {"index":1,"type":"message_delta","usage":{"input_tokens":30,"output_tokens":7,"cache_read_input_tokens":12}}`,
    says: {
      usage: plainUsage(30, 7, 12),
      complete: false,
      errorType: null,
      messageId: 'm1',
      contentEvents: 2,
    },
  },
  {
    name: 'error after content',
    text: `event: message_start\ndata: {"type":"message_start","message":{"id":"m2","usage":{"input_tokens":8,"output_tokens":1}}}\n\n${text('hi')}event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n`,
    says: {
      usage: plainUsage(8, 1),
      complete: false,
      errorType: 'overloaded_error',
      messageId: 'm2',
      contentEvents: 3,
    },
  },
  {
    name: 'OpenAI Chat Completions',
    text: `data: {"id":"chatcmpl-1","object":"chat.completion.chunk","choices":[{"delta":{"content":"a"}}],"usage":null}\n\ndata: {"id":"chatcmpl-1","choices":[{"delta":{"tool_calls":[{"type":"function"}]}}],"usage":null}\n\ndata: {"id":"chatcmpl-1","choices":[],"usage":{"prompt_tokens":50,"completion_tokens":6,"prompt_tokens_details":{"cached_tokens":32}}}\n\ndata: [DONE]\n\n`,
    says: {
      usage: plainUsage(18, 6, 32),
      complete: true,
      errorType: null,
      messageId: 'chatcmpl-1',
      contentEvents: 4,
    },
  },
  {
    name: 'OpenAI Responses',
    text: [
      event('response.created', { response: { id: 'resp_1', usage: null, error: null } }),
      event('response.output_text.delta', { delta: 'x' }),
      event('response.completed', {
        response: {
          id: 'resp_1',
          usage: {
            input_tokens: 50,
            input_tokens_details: { cached_tokens: 10 },
            output_tokens: 6,
            output_tokens_details: { reasoning_tokens: 4 },
          },
        },
      }),
    ].join(''),
    says: {
      usage: plainUsage(40, 6, 10),
      complete: true,
      errorType: null,
      messageId: 'resp_1',
      contentEvents: 3,
    },
  },
  {
    name: 'OpenAI error',
    text: 'data: {"error":{"message":"no","type":null,"code":"rate_limit_exceeded"}}\n\n',
    says: {
      usage: null,
      complete: false,
      errorType: 'rate_limit_exceeded',
      messageId: null,
      contentEvents: 1,
    },
  },
  {
    name: 'Gemini',
    text: `data: {"candidates":[{"content":{}}],"usageMetadata":{"promptTokenCount":9},"responseId":"g1"}\r\n\r\ndata: {"candidates":[{"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":3,"thoughtsTokenCount":2},"responseId":"g1"}\r\n\r\n`,
    says: {
      usage: plainUsage(9, 5),
      complete: true,
      errorType: null,
      messageId: 'g1',
      contentEvents: 2,
    },
  },
] as const
