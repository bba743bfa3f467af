import type { RequestHandler } from 'express'
import helmet from 'helmet'

/**
 * What every answer outside of the proxy's routes carries: nothing is loaded from elsewhere, no
 * inline script runs, no other page may frame or read it. There is no CORS header, on purpose.
 * HSTS is left to whoever terminates TLS, and plain http in a LAN must keep working.
 */
export function securityHeaders(): RequestHandler[] {
  return [
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'"],
          imgSrc: ["'self'", 'data:'],
          fontSrc: ["'self'"],
          connectSrc: ["'self'"],
          manifestSrc: ["'self'"],
          formAction: ["'self'"],
          frameAncestors: ["'none'"],
          baseUri: ["'none'"],
        },
      },
      strictTransportSecurity: false,
      xFrameOptions: { action: 'deny' },
      referrerPolicy: { policy: 'no-referrer' },
    }),
    (_request, response, next) => {
      response.set('permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=()')
      next()
    },
  ]
}
