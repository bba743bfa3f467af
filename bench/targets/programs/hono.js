import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { proxy } from 'hono/proxy'
import { nextChannel, port } from './common.js'

const app = new Hono()
app.post('/*', (context) => {
  const { url, key } = nextChannel()
  const { pathname, search } = new URL(context.req.url)
  return proxy(url + pathname + search, {
    raw: context.req.raw,
    headers: { ...context.req.header(), authorization: undefined, 'x-api-key': key },
  })
})
serve({ fetch: app.fetch, port, hostname: '127.0.0.1' })
