import { createFakeAnthropic, type FakeAnthropic } from '@ccload/core/testing'
import { onTestFinished } from 'vitest'
import { type Call, createAdminClient } from '../../support/admin-client.js'
import { startServer, type TestServer } from '../../support/start-server.js'

/** A server with fake upstreams, for the pages to work with. */
export interface Pages extends TestServer {
  readonly admin: Call
  /** Starts an upstream. Ends with the test. */
  upstream(name: string): Promise<FakeAnthropic>
  /** Adds a channel at an upstream, and returns its id. */
  channel(upstream: FakeAnthropic, channel?: Record<string, unknown>): Promise<number>
  /** Sends a request as a client does, and resolves once it has been answered whole. */
  ask(model?: string, headers?: Record<string, string>): Promise<number>
}

export async function startPages(options: Parameters<typeof startServer>[0] = {}): Promise<Pages> {
  const server = await startServer(options)
  const admin = createAdminClient(server.url)
  return {
    ...server,
    admin,
    async upstream(name) {
      const upstream = await createFakeAnthropic({ name })
      onTestFinished(() => upstream.close())
      return upstream
    },
    async channel(upstream, channel = {}) {
      const { json } = await admin('POST', '/admin/channels', {
        name: upstream.name,
        url: upstream.url,
        api_key: `sk-ant-${upstream.name}-0123456789abcdef`,
        models: ['claude-*'],
        priority: 10,
        ...channel,
      })
      return json.data.id
    },
    async ask(model = 'claude-sonnet-4-5', headers = {}) {
      const answer = await fetch(`${server.url}/v1/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({
          model,
          max_tokens: 16,
          stream: true,
          messages: [{ role: 'user', content: 'Hi' }],
        }),
      })
      await answer.text()
      return answer.status
    },
  }
}
