// A selector of your own, and at the same time the hook before each plan: it may change what is
// asked for, and the order of what is offered. This one keeps long conversations off the free tier.
import { createServer } from 'node:http'
import { createMemoryStore, createProxy, createSelector, type Selector } from '@ccload/core'
import { createNodeHandler } from '@ccload/core/node'

const { UPSTREAM_URL = 'https://api.anthropic.com', UPSTREAM_KEY = 'sk-ant-...' } = process.env

const store = createMemoryStore({
  channels: [
    {
      name: 'free',
      url: 'http://127.0.0.1:1',
      keys: [{ secret: 'none' }],
      models: ['*'],
      priority: 9,
    },
    { name: 'paid', url: UPSTREAM_URL, keys: [{ secret: UPSTREAM_KEY }], models: ['*'] },
  ],
})

const usual = createSelector({ strategy: 'round-robin' })
const select: Selector = function* (request, state, now) {
  for (const candidate of usual(request, state, now)) {
    const isFree = candidate.channel.name === 'free'
    if (!isFree || request.session === null) yield candidate
  }
}
const selector = Object.assign(select, { strategy: 'paid-conversations' }) // its name in the log

export const proxy = createProxy({ store, selector, allowOpen: true })
export const server = createServer(createNodeHandler(proxy)).listen(
  Number(process.env.PORT ?? 8080),
)
