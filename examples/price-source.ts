// What models cost: a table of your own first, then any other source. Costs are integers, in
// millionths of a dollar, and null where a price is not known.
import { createServer } from 'node:http'
import { createMemoryStore, createPriceTable, createProxy, toMicroUsd } from '@ccload/core'
import { createNodeHandler } from '@ccload/core/node'

const { UPSTREAM_URL = 'https://api.anthropic.com', UPSTREAM_KEY = 'sk-ant-...' } = process.env

const prices = createPriceTable({
  'claude-sonnet-4-5': {
    input: toMicroUsd(3), // dollars per million tokens
    output: toMicroUsd(15),
    cacheRead: toMicroUsd(0.3),
    cacheWrite5m: toMicroUsd(3.75),
    cacheWrite1h: toMicroUsd(6),
    webSearch: toMicroUsd(0.01), // dollars each
  },
})

export const store = createMemoryStore({
  channels: [{ name: 'main', url: UPSTREAM_URL, keys: [{ secret: UPSTREAM_KEY }], models: ['*'] }],
})
export const proxy = createProxy({ store, prices, allowOpen: true })
export const server = createServer(createNodeHandler(proxy)).listen(
  Number(process.env.PORT ?? 8080),
)
