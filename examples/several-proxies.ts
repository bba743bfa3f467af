// Several proxies in one app: each has channels, tokens, cooldowns and events of its own.
import { createExpressMiddleware } from '@ccload/adapter-express'
import { createMemoryStore, createProxy } from '@ccload/core'
import express from 'express'

const { UPSTREAM_URL = 'https://api.anthropic.com', UPSTREAM_KEY = 'sk-ant-...' } = process.env

function createTeamProxy(team: string) {
  const store = createMemoryStore({
    channels: [{ name: team, url: UPSTREAM_URL, keys: [{ secret: UPSTREAM_KEY }], models: ['*'] }],
  })
  return createProxy({ store, tokens: [{ name: team, secret: `${team}-token` }] })
}

export const research = createTeamProxy('research')
export const support = createTeamProxy('support')

const app = express()
app.use('/research', createExpressMiddleware(research))
app.use('/support', createExpressMiddleware(support))
export const server = app.listen(Number(process.env.PORT ?? 8080))
