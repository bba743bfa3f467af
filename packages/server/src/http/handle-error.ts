import { randomUUID } from 'node:crypto'
import { CcloadError, type Logger } from '@ccload/core'
import type { ErrorRequestHandler } from 'express'
import { type Failure, failure, fieldFailure, sendReply } from './reply.js'

/**
 * The last stop for whatever a route throws. Mistakes of the client are named; anything else is
 * logged under an id, and only the id goes out, so that no detail of the database or the machine
 * leaks.
 */
export function handleErrors(logger: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error)
    const known = toFailure(error)
    if (known) return sendReply(response, known)
    const id = randomUUID()
    logger.error(
      { err: error, id, method: request.method, path: request.path },
      'admin request failed',
    )
    sendReply(response, failure(500, 'internal_error', `Something went wrong here (${id}).`))
  }
}

function toFailure(error: unknown): Failure | undefined {
  if (error instanceof CcloadError && error.code === 'channel_name_taken') {
    return fieldFailure(409, error.code, 'name', 'is taken by another channel')
  }
  if (error instanceof URIError) {
    return failure(400, 'invalid_path', 'The path is not properly encoded.')
  }
  return toBodyFailure(error)
}

/** The mistakes that Express's body parser and router report, by their `type` or status. */
function toBodyFailure(error: unknown): Failure | undefined {
  if (!(error instanceof Error)) return undefined
  const { type, status } = error as Error & { type?: string; status?: number }
  if (type === 'entity.parse.failed') {
    return failure(400, 'invalid_json', 'The body is not valid JSON.')
  }
  if (status === 413) return failure(413, 'body_too_large', 'The body is too large.')
  if (status === 415) {
    return failure(415, 'unsupported_media_type', 'The encoding of the body is not supported.')
  }
  if (status === 400) return failure(400, 'invalid_request', 'The request could not be read.')
  return undefined
}
