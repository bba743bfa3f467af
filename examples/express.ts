// Middleware in an Express app, 4 or 5: in front of body parsers, beside the app's own routes.
import { createExpressMiddleware } from '@ccload/adapter-express'
import { createMemoryStore, createProxy } from '@ccload/core'
import express from 'express'

const { UPSTREAM_URL = 'https://api.anthropic.com', UPSTREAM_KEY = 'sk-ant-...' } = process.env

const store = createMemoryStore({
  channels: [{ name: 'main', url: UPSTREAM_URL, keys: [{ secret: UPSTREAM_KEY }], models: ['*'] }],
})
export const proxy = createProxy({ store, tokens: [{ name: 'team', secret: 'my-team-token' }] })

const app = express()
app.set('trust proxy', 'loopback') // whose x-forwarded-for counts: the app's word holds for the proxy
app.use((_request, response, next) => {
  response.setHeader('x-served-by', 'my-app') // stays on the proxy's answers
  next()
})
app.use('/llm', createExpressMiddleware(proxy)) // ANTHROPIC_BASE_URL=http://localhost:8080/llm
app.use(express.json()) // parsers come after it
app.get('/', (_request, response) => {
  response.send('my own page')
})

export const server = app.listen(Number(process.env.PORT ?? 8080))
