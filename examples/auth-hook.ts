// Who may ask, decided by your own program: a principal lets the request in, an error refuses it.
import { createServer } from 'node:http'
import { type Authenticate, CcloadError, createMemoryStore, createProxy } from '@ccload/core'
import { createNodeHandler } from '@ccload/core/node'

const { UPSTREAM_URL = 'https://api.anthropic.com', UPSTREAM_KEY = 'sk-ant-...' } = process.env

const employees = new Map([['badge-7', 'ada']])

const authenticate: Authenticate = async ({ candidates }) => {
  // From `Authorization: Bearer`, `x-api-key` and `x-goog-api-key`, in this order.
  const name = candidates.map((credential) => employees.get(credential)).find(Boolean)
  if (name === undefined) throw new CcloadError('invalid_token', 'This badge is not known.')
  return { tokenName: name } // shown in logs and events
}

const store = createMemoryStore({
  channels: [{ name: 'main', url: UPSTREAM_URL, keys: [{ secret: UPSTREAM_KEY }], models: ['*'] }],
})
export const proxy = createProxy({ store, authenticate })
export const server = createServer(createNodeHandler(proxy)).listen(
  Number(process.env.PORT ?? 8080),
)
