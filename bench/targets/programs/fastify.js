import replyFrom from '@fastify/reply-from'
import Fastify from 'fastify'
import { Agent } from 'undici'
import { nextChannel, port } from './common.js'

const app = Fastify({ bodyLimit: 64 * 1024 * 1024 })
app.removeAllContentTypeParsers()
app.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
await app.register(replyFrom, {
  undici: new Agent({ connections: null, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 }),
  disableRequestLogging: true,
})
app.post('/*', (request, reply) => {
  const { url, key } = nextChannel()
  return reply.from(url + request.url, {
    rewriteRequestHeaders(_request, headers) {
      const { authorization, ...rest } = headers
      return { ...rest, 'x-api-key': key }
    },
  })
})
await app.listen({ port, host: '127.0.0.1', backlog: 4096 })
