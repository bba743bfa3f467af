import { createMemoryStore } from '@ccload/core'
import { createServer } from '@ccload/server'
import type { GatewayUnderTest } from '../../src/testing.js'
import { FIRST_EVENT_TIMEOUT_MS, TOKEN, toChannel } from './conformance-harness.js'

const PASSWORD = 'correct horse battery'

/** The reference server before two upstreams of equal rank, seen as its clients and admin see it. */
export async function createServerGateway(urls: Readonly<Record<string, string>>) {
  const store = createMemoryStore({
    channels: Object.entries(urls).map(([name, url]) => toChannel(name, url)),
  })
  const server = createServer({
    store,
    password: PASSWORD,
    tokens: [{ name: 'client', secret: TOKEN }],
    settings: { streamFirstEventTimeoutMs: FIRST_EVENT_TIMEOUT_MS },
  })
  const { url } = await server.listen(0, '127.0.0.1')
  return {
    gateway: {
      url,
      token: TOKEN,
      model: 'claude-sonnet-4-5',
      alias: 'my-sonnet',
      firstEventTimeoutMs: FIRST_EVENT_TIMEOUT_MS,
      async forget() {
        const headers = { authorization: `Bearer ${PASSWORD}` }
        const answer = await fetch(`${url}/admin/cooldowns`, { method: 'DELETE', headers })
        await answer.arrayBuffer()
        if (!answer.ok) throw new Error(`the cooldowns were not cleared: ${answer.status}`)
      },
      logs: () => store.logs.list({ limit: 100 }),
    } satisfies GatewayUnderTest,
    async close() {
      await server.close({ drainMs: 0 })
      await store.close()
    },
  }
}
