import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  answer,
  createFakeAnthropic,
  createGate,
  type FakeAnthropic,
  type Gate,
} from '@ccload/core/testing'
import { vi } from 'vitest'

/** The request of a client that wants its answer as a stream. */
export function streamRequest(token = 'my-team-token', headers: Record<string, string> = {}) {
  return {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify({
      model: 'claude-sonnet-4-5',
      max_tokens: 64,
      stream: true,
      messages: [{ role: 'user', content: 'Say hi' }],
    }),
  }
}

/** An upstream that the examples find, and whose events wait for the gate. */
export async function startUpstream(): Promise<FakeAnthropic> {
  const upstream = await createFakeAnthropic({ keys: ['sk-upstream'] })
  vi.stubEnv('UPSTREAM_URL', upstream.url)
  vi.stubEnv('UPSTREAM_KEY', 'sk-upstream')
  vi.stubEnv('PORT', '0')
  return upstream
}

/**
 * Sends by `ask` and reads a stream that is one: its first event has come while the upstream holds
 * the rest back. Returns the whole of it.
 */
export async function readStream(
  upstream: FakeAnthropic,
  ask: () => Promise<Response> | Response,
): Promise<{ response: Response; text: string }> {
  const gate: Gate = createGate()
  upstream.always({ ...answer(), beforeEach: gate })
  gate.release()
  const response = await ask()
  const reader = response.body?.getReader()
  if (response.status !== 200 || reader === undefined) {
    throw new Error(`${response.status}: ${await response.text()}`)
  }
  const decoder = new TextDecoder()
  let text = decoder.decode((await reader.read()).value, { stream: true })
  if (!text.includes('message_start') || text.includes('message_stop')) {
    throw new Error(`not the first event: ${text}`)
  }
  gate.open()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    text += decoder.decode(value, { stream: true })
  }
  if (!text.includes('event: message_stop')) throw new Error(`no last event: ${text}`)
  return { response, text }
}

/** Where an example's server listens. */
export async function urlOf(server: Server): Promise<string> {
  if (!server.listening) await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Ends an example's server with its connections. */
export async function stop(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}
