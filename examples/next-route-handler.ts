// Next.js: app/v1/[...path]/route.ts, on the Node runtime.
import { createMemoryStore, createProxy } from '@ccload/core'
import { createFetchHandler } from '@ccload/core/fetch'

const { UPSTREAM_URL = 'https://api.anthropic.com', UPSTREAM_KEY = 'sk-ant-...' } = process.env

const store = createMemoryStore({
  channels: [{ name: 'main', url: UPSTREAM_URL, keys: [{ secret: UPSTREAM_KEY }], models: ['*'] }],
})
const proxy = createProxy({ store, tokens: [{ name: 'team', secret: 'my-team-token' }] })
const handle = createFetchHandler(proxy)

export const runtime = 'nodejs'
export const dynamic = 'force-dynamic'
export const GET = (request: Request) => handle(request)
export const POST = (request: Request) => handle(request)
