import { createMemoryStore, createProxy } from '../../src/index.js'
import { createFakeAnthropic, type GatewayUnderTest, type MountAdapter } from '../../src/testing.js'

export const TOKEN = 'sk-client-0123456789'
export const FIRST_EVENT_TIMEOUT_MS = 300

/** What both upstreams' channels have in common. */
export const toChannel = (name: string, url: string) => ({
  name,
  url,
  keys: [{ secret: `sk-upstream-${name}-0123456789` }],
  models: ['claude-sonnet-4-5'],
  aliases: { 'my-sonnet': 'claude-sonnet-4-5-20250929' },
})

/** A proxy, mounted in its host, with two upstreams of equal rank. */
export async function createGateway(mount: MountAdapter, urls: Readonly<Record<string, string>>) {
  const store = createMemoryStore({
    channels: Object.entries(urls).map(([name, url]) => toChannel(name, url)),
  })
  const proxy = createProxy({
    store,
    tokens: [{ name: 'client', secret: TOKEN }],
    settings: { streamFirstEventTimeoutMs: FIRST_EVENT_TIMEOUT_MS },
  })
  const mounted = await mount(proxy)
  return {
    gateway: {
      url: mounted.url,
      token: TOKEN,
      model: 'claude-sonnet-4-5',
      alias: 'my-sonnet',
      firstEventTimeoutMs: FIRST_EVENT_TIMEOUT_MS,
      forget: async () => {
        proxy.cooldowns.clear()
      },
      async logs() {
        await proxy.logs.flush()
        return store.logs.list({ limit: 100 })
      },
    } satisfies GatewayUnderTest,
    async close() {
      await mounted.close()
      await proxy.close()
      await store.close()
    },
  }
}

/** Two upstreams for {@link createGateway}. */
export async function createUpstreams() {
  const a = await createFakeAnthropic({ name: 'A' })
  const b = await createFakeAnthropic({ name: 'B' })
  return {
    pair: [a, b] as const,
    urls: { A: a.url, B: b.url },
    close: () => Promise.all([a.close(), b.close()]),
  }
}
