/** What an error body in Anthropic's shape says; a field that is missing or no text is undefined. */
export interface ErrorBody {
  readonly type: string | undefined
  readonly message: string | undefined
  /** `error.details.error_code`. */
  readonly code: string | undefined
}

/** Reads an upstream's error body. Never throws: what cannot be read says nothing. */
export function parseErrorBody(body: string): ErrorBody {
  const error = field(parse(body), 'error')
  return {
    type: text(field(error, 'type')),
    message: text(field(error, 'message')),
    code: text(field(field(error, 'details'), 'error_code')),
  }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
