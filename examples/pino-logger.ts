// pino as it is: what fails, cools and recovers becomes lines of JSON.
import { createServer } from 'node:http'
import { createMemoryStore, createProxy } from '@ccload/core'
import { createNodeHandler } from '@ccload/core/node'
import { pino } from 'pino'

const { UPSTREAM_URL = 'https://api.anthropic.com', UPSTREAM_KEY = 'sk-ant-...' } = process.env

export const logger = pino({ level: 'debug' }, pino.destination(process.env.LOG_FILE ?? 1))

const store = createMemoryStore({
  channels: [{ name: 'main', url: UPSTREAM_URL, keys: [{ secret: UPSTREAM_KEY }], models: ['*'] }],
})
export const proxy = createProxy({
  store,
  logger: logger.child({ part: 'ccload' }),
  allowOpen: true,
})
export const server = createServer(createNodeHandler(proxy)).listen(
  Number(process.env.PORT ?? 8080),
)
