import type * as z from 'zod'
import type { ZodError } from 'zod'
import { type Failure, failure, fieldFailure } from './reply.js'

/**
 * The first mistake in words: which field, and what it expects. What was sent is never repeated,
 * as it may be a secret.
 */
export function toFieldFailure(error: ZodError, part: 'params' | 'query' | 'body'): Failure {
  const issue = error.issues[0]
  if (issue === undefined) return failure(400, 'invalid_request', 'The request is not valid.')
  if (issue.code === 'unrecognized_keys') {
    const field = toFieldName([...issue.path, issue.keys[0] ?? ''])
    return fieldFailure(400, 'unknown_field', field, `is no ${NOUNS[part]}`)
  }
  if (issue.path.length === 0) {
    return failure(400, 'invalid_body', `The ${part} must be ${expectation(issue)}.`)
  }
  const missing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined')
  const what = missing ? 'is required' : toWords(issue)
  return fieldFailure(
    400,
    missing ? 'missing_field' : 'invalid_field',
    toFieldName(issue.path),
    what,
  )
}

const NOUNS = { params: 'part of this path', query: 'parameter of this route', body: 'known field' }

/** `keys[1].api_key` */
function toFieldName(path: readonly PropertyKey[]): string {
  return path
    .map((part, i) =>
      typeof part === 'number' ? `[${part}]` : `${i > 0 ? '.' : ''}${String(part)}`,
    )
    .join('')
}

function toWords(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${expectation(issue)}`
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`
    case 'too_small':
      return issue.origin === 'number' || issue.origin === 'int'
        ? `must be at least ${issue.minimum}`
        : 'must not be empty'
    case 'too_big':
      return issue.origin === 'number' || issue.origin === 'int'
        ? `must be at most ${issue.maximum}`
        : `must not have more than ${issue.maximum} ${issue.origin === 'array' ? 'entries' : 'characters'}`
    default:
      return issue.message
  }
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}

function expectation(issue: z.core.$ZodIssue): string {
  return (issue.code === 'invalid_type' && KINDS[issue.expected]) || 'of another kind'
}
