/** Anthropic's error types and the HTTP status that each stands for (Messages API, "Errors"). */
const STATUS: ReadonlyMap<string, number> = new Map([
  ['invalid_request_error', 400],
  ['authentication_error', 401],
  ['billing_error', 402],
  ['permission_error', 403],
  ['not_found_error', 404],
  ['request_too_large', 413],
  ['rate_limit_error', 429],
  ['api_error', 500],
  ['timeout_error', 504],
  ['overloaded_error', 529],
])

/** The status that an error type stands for; an unknown one is the upstream's own trouble: 500. */
export function statusOfErrorType(errorType: string): number {
  return STATUS.get(errorType) ?? 500
}
