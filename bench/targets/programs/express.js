import { Agent } from 'node:http'
import express from 'express'
import { createProxyMiddleware } from 'http-proxy-middleware'
import { nextChannel, port } from './common.js'

const app = express()
app.disable('x-powered-by')
app.use((request, _response, next) => {
  const channel = nextChannel()
  request.headers['x-api-key'] = channel.key
  delete request.headers.authorization
  Object.assign(request, { channel })
  next()
})
app.use(
  createProxyMiddleware({
    router: (request) => /** @type {any} */ (request).channel.url,
    target: 'http://127.0.0.1:1',
    agent: new Agent({ keepAlive: true, maxFreeSockets: 4096 }),
    xfwd: false,
  }),
)
app.listen(port, '127.0.0.1')
