// Middleware in a Koa app, 2 or 3: in front of body parsers, beside the app's own routes.
import { createKoaMiddleware } from '@ccload/adapter-koa'
import { createMemoryStore, createProxy } from '@ccload/core'
import Koa from 'koa'

const { UPSTREAM_URL = 'https://api.anthropic.com', UPSTREAM_KEY = 'sk-ant-...' } = process.env

const store = createMemoryStore({
  channels: [{ name: 'main', url: UPSTREAM_URL, keys: [{ secret: UPSTREAM_KEY }], models: ['*'] }],
})
export const proxy = createProxy({ store, tokens: [{ name: 'team', secret: 'my-team-token' }] })

const app = new Koa({ proxy: true }) // behind a reverse proxy: x-forwarded-for counts
app.use(async (ctx, next) => {
  ctx.set('x-served-by', 'my-app') // stays on the proxy's answers
  await next()
})
app.use(createKoaMiddleware(proxy)) // ANTHROPIC_BASE_URL=http://localhost:8080
app.use((ctx) => {
  ctx.body = 'my own page'
})

export const server = app.listen(Number(process.env.PORT ?? 8080))
