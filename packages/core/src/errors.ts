/** Every fault that the library raises: its code, HTTP status and type in Anthropic's error shape. */
const ERRORS = {
  invalid_token: { status: 401, type: 'authentication_error' },
  invalid_body: { status: 400, type: 'invalid_request_error' },
  body_too_large: { status: 413, type: 'request_too_large' },
  body_already_read: { status: 500, type: 'api_error' },
  body_incomplete: { status: 400, type: 'invalid_request_error' },
  unknown_model: { status: 404, type: 'not_found_error' },
  unknown_route: { status: 404, type: 'not_found_error' },
  upstream_unreachable: { status: 502, type: 'api_error' },
  upstream_credentials_refused: { status: 503, type: 'api_error' },
  store_unavailable: { status: 503, type: 'api_error' },
  all_channels_cooling: { status: 503, type: 'overloaded_error' },
  request_timeout: { status: 504, type: 'timeout_error' },
  internal_error: { status: 500, type: 'api_error' },
  model_not_allowed: { status: 403, type: 'permission_error' },
  rate_limited: { status: 429, type: 'rate_limit_error' },
  budget_used_up: { status: 429, type: 'billing_error' },
  token_changed: { status: 412, type: 'invalid_request_error' },
  token_taken: { status: 409, type: 'invalid_request_error' },
  channel_changed: { status: 412, type: 'invalid_request_error' },
  channel_name_taken: { status: 409, type: 'invalid_request_error' },
  invalid_option: { status: 500, type: 'api_error' },
  database_too_new: { status: 500, type: 'api_error' },
} as const

/** Stable name of a fault. */
export type CcloadErrorCode = keyof typeof ERRORS

/** A fault of the library's own, never an upstream's answer. */
export class CcloadError extends Error {
  readonly code: CcloadErrorCode
  /** HTTP status that stands for it. */
  readonly status: number
  /** The `error.type` that stands for it in Anthropic's error shape. */
  readonly type: string

  constructor(code: CcloadErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'CcloadError'
    this.code = code
    this.status = ERRORS[code].status
    this.type = ERRORS[code].type
  }
}
