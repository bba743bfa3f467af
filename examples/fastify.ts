// Fastify: in a scope of its own, where nothing reads the body before the proxy does.
import { createMemoryStore, createProxy } from '@ccload/core'
import { createNodeHandler } from '@ccload/core/node'
import { fastify } from 'fastify'

const { UPSTREAM_URL = 'https://api.anthropic.com', UPSTREAM_KEY = 'sk-ant-...' } = process.env

const store = createMemoryStore({
  channels: [{ name: 'main', url: UPSTREAM_URL, keys: [{ secret: UPSTREAM_KEY }], models: ['*'] }],
})
export const proxy = createProxy({ store, tokens: [{ name: 'team', secret: 'my-team-token' }] })
const handle = createNodeHandler(proxy)

const app = fastify()
app.get('/', async () => 'my own page')
app.register(async (scope) => {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('*', (_request, _body, done) => done(null))
  scope.all('/v1/*', (request, reply) => {
    reply.hijack()
    handle(request.raw, reply.raw)
  })
})
await app.listen({ port: Number(process.env.PORT ?? 8080) })
export const { server } = app
