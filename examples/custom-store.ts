// A store of your own: channels from your configuration, log entries into your own sink. Parts that
// you do not need come from the memory store. Prove yours with `storeContract`, `@ccload/core/testing`.
import { createServer } from 'node:http'
import { createMemoryStore, createProxy, type LogEntry, type Store } from '@ccload/core'
import { createNodeHandler } from '@ccload/core/node'

const { UPSTREAM_URL = 'https://api.anthropic.com', UPSTREAM_KEY = 'sk-ant-...' } = process.env

export const sink: LogEntry[] = []

function createMyStore(): Store {
  const memory = createMemoryStore({
    channels: [
      { name: 'main', url: UPSTREAM_URL, keys: [{ secret: UPSTREAM_KEY }], models: ['*'] },
    ],
    logLimit: 0,
  })
  return {
    ...memory,
    logs: {
      ...memory.logs,
      async append(entries) {
        sink.push(...entries) // all or nothing: rejecting has them sent once more
      },
    },
  }
}

export const proxy = createProxy({ store: createMyStore(), allowOpen: true })
export const server = createServer(createNodeHandler(proxy)).listen(
  Number(process.env.PORT ?? 8080),
)
