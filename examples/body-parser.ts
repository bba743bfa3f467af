// Behind a body parser: it has to keep the bytes as `rawBody`, for the proxy sends them as they came.
import type { IncomingMessage } from 'node:http'
import { createExpressMiddleware } from '@ccload/adapter-express'
import { createMemoryStore, createProxy } from '@ccload/core'
import express from 'express'

const { UPSTREAM_URL = 'https://api.anthropic.com', UPSTREAM_KEY = 'sk-ant-...' } = process.env

const store = createMemoryStore({
  channels: [{ name: 'main', url: UPSTREAM_URL, keys: [{ secret: UPSTREAM_KEY }], models: ['*'] }],
})
export const proxy = createProxy({ store, tokens: [{ name: 'team', secret: 'my-team-token' }] })

const app = express()
const keepBytes = (request: IncomingMessage, _response: unknown, bytes: Buffer) => {
  Object.assign(request, { rawBody: bytes })
}
app.use(express.json({ limit: '32mb', inflate: false, verify: keepBytes }))
app.use(createExpressMiddleware(proxy))
export const server = app.listen(Number(process.env.PORT ?? 8080))
