// Hooks after each attempt and on usage. The same goes through node:diagnostics_channel, for the
// whole process, under `ccload:<name>`. Listeners run in the middle of the request: be quick.
import { subscribe } from 'node:diagnostics_channel'
import { createServer } from 'node:http'
import { createMemoryStore, createProxy } from '@ccload/core'
import { createNodeHandler } from '@ccload/core/node'

const { UPSTREAM_URL = 'https://api.anthropic.com', UPSTREAM_KEY = 'sk-ant-...' } = process.env

const store = createMemoryStore({
  channels: [{ name: 'main', url: UPSTREAM_URL, keys: [{ secret: UPSTREAM_KEY }], models: ['*'] }],
})
export const proxy = createProxy({ store, allowOpen: true })

export const outputTokens = new Map<string, number>()
export const seen: string[] = []

proxy.on('attempt-ended', ({ model, outcome, usage }) => {
  seen.push(outcome)
  outputTokens.set(model, (outputTokens.get(model) ?? 0) + (usage?.outputTokens ?? 0))
})
proxy.on('cooldown-set', ({ channelId, cause, durationMs }) => {
  seen.push(`channel ${channelId} rests for ${durationMs} ms: ${cause}`)
})
subscribe('ccload:request-ended', () => seen.push('request-ended'))

export const server = createServer(createNodeHandler(proxy)).listen(
  Number(process.env.PORT ?? 8080),
)
