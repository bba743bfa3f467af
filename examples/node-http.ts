// A server of node:http and nothing else.
import { createServer } from 'node:http'
import { createMemoryStore, createProxy } from '@ccload/core'
import { createNodeHandler } from '@ccload/core/node'

const { UPSTREAM_URL = 'https://api.anthropic.com', UPSTREAM_KEY = 'sk-ant-...' } = process.env

const store = createMemoryStore({
  channels: [{ name: 'main', url: UPSTREAM_URL, keys: [{ secret: UPSTREAM_KEY }], models: ['*'] }],
})
export const proxy = createProxy({ store, tokens: [{ name: 'team', secret: 'my-team-token' }] })
const handle = createNodeHandler(proxy)

export const server = createServer((request, response) => {
  // Paths that are not the proxy's, and faults, come back here.
  handle(request, response, (error) => {
    response.statusCode = error === undefined ? 404 : 500
    response.end('my own page')
  })
}).listen(Number(process.env.PORT ?? 8080))
