// Hono, and any other framework that hands out the Request and takes a Response.
import { createMemoryStore, createProxy } from '@ccload/core'
import { createFetchHandler } from '@ccload/core/fetch'
import { Hono } from 'hono'

const { UPSTREAM_URL = 'https://api.anthropic.com', UPSTREAM_KEY = 'sk-ant-...' } = process.env

const store = createMemoryStore({
  channels: [{ name: 'main', url: UPSTREAM_URL, keys: [{ secret: UPSTREAM_KEY }], models: ['*'] }],
})
export const proxy = createProxy({ store, tokens: [{ name: 'team', secret: 'my-team-token' }] })
const handle = createFetchHandler(proxy)

export const app = new Hono()
app.get('/', (context) => context.text('my own page'))
app.all('/v1/*', (context) => handle(context.req.raw))
