import { createServer } from 'node:http'
import { createMemoryStore, createProxy } from '@ccload/core'
import { createNodeHandler } from '@ccload/core/node'
import { MODEL, TOKEN } from '../../wire/identity.js'
import { allChannels, port } from './common.js'

const store = createMemoryStore({
  channels: allChannels().map(({ url, key }, index) => ({
    name: `channel ${index}`,
    url,
    keys: [{ secret: key }],
    models: [MODEL],
  })),
})
const proxy = createProxy({ store, tokens: [{ name: 'bench', secret: TOKEN }] })
await proxy.ready()
createServer({ requestTimeout: 0, keepAliveTimeout: 75_000 }, createNodeHandler(proxy)).listen({
  port,
  host: '127.0.0.1',
  backlog: 4096,
})
