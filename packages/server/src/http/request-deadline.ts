import type { RequestHandler } from 'express'

/**
 * Ends connections whose request is not complete after `ms`. Only for the pages and the admin
 * API: the proxy's own requests may take their time.
 */
export function requestDeadline(ms: number): RequestHandler {
  return (request, _response, next) => {
    const timer = setTimeout(() => {
      if (!request.complete) request.destroy()
    }, ms)
    request.once('close', () => clearTimeout(timer))
    next()
  }
}
