// A transport around the usual one: it sees what goes out and may change it, or send it otherwise.
import { createServer } from 'node:http'
import {
  createMemoryStore,
  createProxy,
  createUndiciTransport,
  DEFAULT_SETTINGS,
  type Transport,
} from '@ccload/core'
import { createNodeHandler } from '@ccload/core/node'

const { UPSTREAM_URL = 'https://api.anthropic.com', UPSTREAM_KEY = 'sk-ant-...' } = process.env

const usual = createUndiciTransport(DEFAULT_SETTINGS)
const transport: Transport = {
  send(request, handler) {
    const headers = [...request.headers, 'x-gateway', 'my-app'] // name, value, name, value ...
    return usual.send({ ...request, headers }, handler)
  },
  close: () => usual.close(),
}

const store = createMemoryStore({
  channels: [{ name: 'main', url: UPSTREAM_URL, keys: [{ secret: UPSTREAM_KEY }], models: ['*'] }],
})
export const proxy = createProxy({ store, transport, allowOpen: true })
export const server = createServer(createNodeHandler(proxy)).listen(
  Number(process.env.PORT ?? 8080),
)
