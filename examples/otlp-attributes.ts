// What examples/opentelemetry.ts says of requests and attempts, in the names that OpenTelemetry's
// conventions for HTTP (stable) and for GenAI (in development) have for it.
import type { LogEntry, ProxyEvents } from '@ccload/core'

/** Of the call of an upstream, a client's span. Null: not known. */
export function toAttemptAttributes(entry: LogEntry) {
  const { usage, statusCode, outcome } = entry
  const read = usage?.cacheReadTokens ?? 0
  const written = (usage?.cacheWrite5mTokens ?? 0) + (usage?.cacheWrite1hTokens ?? 0)
  return {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'anthropic',
    'gen_ai.request.model': entry.upstreamModel,
    'gen_ai.conversation.id': entry.sessionId,
    // All of the input, what the cache had included.
    'gen_ai.usage.input_tokens': usage && usage.inputTokens + read + written,
    'gen_ai.usage.output_tokens': usage?.outputTokens ?? null,
    'gen_ai.usage.cache_read.input_tokens': usage && read,
    'gen_ai.usage.cache_creation.input_tokens': usage && written,
    'http.request.method': 'POST',
    'http.request.resend_count': entry.attempt > 1 ? entry.attempt - 1 : null,
    'http.response.status_code': statusCode || null,
    'error.type': outcome === 'relayed' ? null : outcome,
    'ccload.channel': entry.channelName,
  }
}

/** Of a client's request, a server's span. */
export function toRequestAttributes(ended: ProxyEvents['request-ended'], path: string) {
  const { statusCode } = ended
  return {
    'http.request.method': 'POST',
    'url.path': path,
    'url.scheme': 'http',
    'http.response.status_code': statusCode || null,
    'error.type': statusCode >= 500 ? `${statusCode}` : null,
  }
}
