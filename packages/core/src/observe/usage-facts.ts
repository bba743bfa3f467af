import type { Usage } from '../domain/usage.js'
import { mergeUsage, toFields } from './usage-merge.js'

/** What an answer has told about itself so far. Filled in place while the answer passes. */
export interface AnswerFacts {
  usage: Usage | null
  complete: boolean
  errorType: string | null
  messageId: string | null
}

/** The type given to an error that names none: Anthropic's word for an unspecified fault. */
const UNNAMED_ERROR = 'api_error'

/** Ids and error types go into logs: an upstream does not get to write more than this there. */
const NAME_LIMIT = 128

/**
 * Reads a parsed event, or members of a parsed body. The first id and the first error stand; usage
 * is merged as {@link mergeUsage} says. `type` is the event's name where the stream gave one.
 */
export function readPayload(facts: AnswerFacts, payload: unknown, type?: string): void {
  const event = toFields(payload)
  const kind = type || event.type
  const message = toFields(event.message)
  const response = toFields(event.response)
  facts.messageId ??= toName(message.id ?? response.id ?? event.id ?? event.responseId)
  const usage = event.usage ?? message.usage ?? response.usage ?? event.usageMetadata
  if (usage) readUsage(facts, usage)
  const error = event.error ?? response.error
  if (error || kind === 'error') readError(facts, error)
  if (isEnd(kind) || hasFinished(event.candidates)) facts.complete = true
}

/** Takes in a usage report as it stands in an event or a body. */
export function readUsage(facts: AnswerFacts, report: unknown): void {
  facts.usage = mergeUsage(facts.usage, report)
}

/** Records an error object as it stands in an event or a body, whatever it looks like. */
export function readError(facts: AnswerFacts, error: unknown): void {
  const { type, code } = toFields(error)
  facts.errorType ??= toName(type) ?? toName(code) ?? UNNAMED_ERROR
}

/** Whether an event is the last of its stream (Anthropic Messages, OpenAI Responses). */
function isEnd(type: unknown): boolean {
  return (
    type === 'message_stop' ||
    type === 'response.completed' ||
    type === 'response.incomplete' ||
    type === 'response.failed'
  )
}

/** Gemini's streams have no end event: the last one gives a reason to each candidate. */
function hasFinished(candidates: unknown): boolean {
  return Array.isArray(candidates) && candidates.some((one) => toFields(one).finishReason)
}

function toName(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, NAME_LIMIT) : null
}
