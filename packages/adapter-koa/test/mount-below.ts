import type { Middleware } from 'koa'

/** Mounts middleware below a path by cutting it off, as koa-mount does. */
export function mountBelow(path: string, middleware: Middleware): Middleware {
  return async (ctx, next) => {
    if (!ctx.path.startsWith(path)) return next()
    const { path: whole } = ctx
    ctx.path = whole.slice(path.length) || '/'
    await middleware(ctx, async () => {
      ctx.path = whole
      await next()
    })
  }
}
