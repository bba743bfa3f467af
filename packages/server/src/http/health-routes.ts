import { Router } from 'express'

/**
 * `/healthz` says that the process answers, `/readyz` that it can do its work. Both are open to
 * everybody and therefore say nothing else, and the check behind `/readyz` runs at most once per
 * second, however often it is asked. A server that is being stopped is not ready.
 */
export function healthRoutes(options: {
  isReady: () => Promise<boolean>
  isStopping: () => boolean
  now: () => number
}): Router {
  const { isReady, isStopping, now } = options
  const router = Router({ caseSensitive: true, strict: true })
  let checked: { at: number; ready: Promise<boolean> } | undefined

  router.get('/healthz', (_request, response) => {
    response.set('cache-control', 'no-store').json({ status: 'ok' })
  })
  router.get('/readyz', async (_request, response) => {
    if (checked === undefined || now() - checked.at >= 1000) {
      checked = { at: now(), ready: isReady().catch(() => false) }
    }
    const ready = (await checked.ready) && !isStopping()
    response
      .status(ready ? 200 : 503)
      .set('cache-control', 'no-store')
      .json({ status: ready ? 'ready' : 'not ready' })
  })
  return router
}
