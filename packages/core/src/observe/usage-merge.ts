import type { Usage } from '../domain/usage.js'

type Fields = Readonly<Record<string, unknown>>
type InputTokens = Omit<Usage, 'outputTokens' | 'webSearches'>

/** No answer has a billion tokens. A count beyond is nonsense that must not reach any sum. */
const COUNT_LIMIT = 1_000_000_000

const NONE: Usage = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWrite5mTokens: 0,
  cacheWrite1hTokens: 0,
}

/** An object's fields, or none where the value is no object. */
export function toFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}

/**
 * Takes a usage report as it stands in an answer into what earlier reports of the same answer
 * said. Known shapes: Anthropic Messages, OpenAI Chat Completions and Responses, Gemini.
 *
 * Reports are cumulative, so the last one wins, field by field; a field that is absent or zero
 * takes nothing back, because vendors differ in which event carries which field. Null until a
 * report has named a positive count: a vendor that reports nothing but zeros reports nothing.
 */
export function mergeUsage(before: Usage | null, report: unknown): Usage | null {
  const fields = toFields(report)
  const known = before ?? NONE
  const output =
    toCount(fields.output_tokens) ||
    toCount(fields.completion_tokens) ||
    toCount(fields.candidatesTokenCount) + toCount(fields.thoughtsTokenCount)
  const searches = toCount(toFields(fields.server_tool_use).web_search_requests)
  const webSearches = searches || (known.webSearches ?? 0)
  const input = mergeInput(known, fields)
  const outputTokens = output || known.outputTokens
  if (outputTokens + webSearches + sumOf(input) === 0) return before
  const { inputTokens, cacheReadTokens, cacheWrite5mTokens, cacheWrite1hTokens } = input
  const tokens = {
    inputTokens,
    outputTokens,
    cacheReadTokens,
    cacheWrite5mTokens,
    cacheWrite1hTokens,
  }
  return webSearches > 0 ? { ...tokens, webSearches } : tokens
}

function sumOf(input: InputTokens): number {
  const { inputTokens, cacheReadTokens, cacheWrite5mTokens, cacheWrite1hTokens } = input
  return inputTokens + cacheReadTokens + cacheWrite5mTokens + cacheWrite1hTokens
}

function mergeInput(known: Usage, fields: Fields): InputTokens {
  const input =
    toCount(fields.input_tokens) ||
    toCount(fields.prompt_tokens) ||
    toCount(fields.promptTokenCount) + toCount(fields.toolUsePromptTokenCount)
  const cacheRead = toCount(fields.cache_read_input_tokens)
  const cacheWrites = mergeCacheWrites(known, fields)
  return (
    (cacheRead === 0 && cacheWrites === null && splitInput(input, fields)) || {
      inputTokens: input || known.inputTokens,
      cacheReadTokens: cacheRead || known.cacheReadTokens,
      cacheWrite5mTokens: cacheWrites?.fiveMinutes ?? known.cacheWrite5mTokens,
      cacheWrite1hTokens: cacheWrites?.oneHour ?? known.cacheWrite1hTokens,
    }
  )
}

/**
 * OpenAI and Gemini count cached tokens inside the input, Anthropic beside it. Null where a report
 * names none. Caches that exceed the input cannot be inside: then they are taken as beside it.
 */
function splitInput(input: number, fields: Fields): InputTokens | null {
  const details = toFields(fields.input_tokens_details ?? fields.prompt_tokens_details ?? fields)
  const read = toCount(details.cached_tokens) || toCount(fields.cachedContentTokenCount)
  const written = toCount(details.cache_write_tokens)
  if (read + written === 0) return null
  return {
    inputTokens: read + written > input ? input : input - read - written,
    cacheReadTokens: read,
    cacheWrite5mTokens: written,
    cacheWrite1hTokens: 0,
  }
}

/**
 * `message_start` splits cache writes by lifetime, `message_delta` repeats only their sum: a bare
 * sum keeps the split that is known, and what exceeds it counts as 5-minute writes. Null where a
 * report names no cache writes.
 */
function mergeCacheWrites(
  known: Usage,
  fields: Fields,
): { fiveMinutes: number; oneHour: number } | null {
  const sum = toCount(fields.cache_creation_input_tokens)
  const split = toFields(fields.cache_creation)
  const fiveMinutes = toCount(split.ephemeral_5m_input_tokens)
  const oneHour = toCount(split.ephemeral_1h_input_tokens)
  if (fiveMinutes + oneHour > 0) {
    return { fiveMinutes: Math.max(fiveMinutes, sum - oneHour), oneHour }
  }
  if (sum === 0) return null
  const knownOneHour = Math.min(known.cacheWrite1hTokens, sum)
  return { fiveMinutes: sum - knownOneHour, oneHour: knownOneHour }
}

function toCount(value: unknown): number {
  return typeof value === 'number' && value > 0 && value <= COUNT_LIMIT && Number.isInteger(value)
    ? value
    : 0
}
