/** Why a call to the server failed. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  /** HTTP status; 0 when no answer came. */
  readonly status: number
  readonly code: string
  /** The field of the request that is to blame, such as `keys[1].api_key`. */
  readonly field: string | undefined
  readonly retryAfterMs: number

  constructor(fault: {
    readonly status: number
    readonly code: string
    readonly message: string
    readonly field?: string | undefined
    readonly retryAfterMs?: number
  }) {
    super(fault.message)
    this.status = fault.status
    this.code = fault.code
    this.field = fault.field
    this.retryAfterMs = fault.retryAfterMs ?? 0
  }
}

/** Whether the server simply has no such endpoint: a part that this server was built without. */
export function isNotAvailable(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 404 || error.status === 405)
}
