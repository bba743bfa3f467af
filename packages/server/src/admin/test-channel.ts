import {
  type Channel,
  createMemoryStore,
  createProxy,
  type ProxySettings,
  type StoredLogEntry,
} from '@ccload/core'
import { createFetchHandler } from '@ccload/core/fetch'
import { toAnswerText, toErrorText } from './answer-text.js'

/** What to ask a channel. */
export interface ChannelTest {
  readonly model: string
  readonly prompt: string
  readonly stream: boolean
}

/** What came of it. */
export interface ChannelTestResult {
  readonly statusCode: number
  /** Until the first event or, without a stream, until the head of the answer. */
  readonly firstEventMs: number
  readonly durationMs: number
  /** What the model said, at most 4,000 characters. */
  readonly text: string
  /** What went wrong, in the upstream's words or ours; empty when nothing did. */
  readonly error: string
  /** One entry per key that was tried. */
  readonly attempts: readonly StoredLogEntry[]
}

const DEADLINE_MS = 60_000
const MAX_TEXT = 4000
const MAX_BODY_CHARACTERS = 1024 * 1024

/**
 * Asks one channel as a client's request would: through a proxy of its own that has no other
 * channel, so that headers, aliases, keys and timeouts are those of real requests, while no real
 * cooldown, cursor or log row is touched. Never rejects because of the upstream.
 */
export async function testChannel(
  channel: Channel,
  test: ChannelTest,
  settings: Partial<ProxySettings> = {},
): Promise<ChannelTestResult> {
  const store = createMemoryStore({ channels: [{ ...channel, enabled: true }] })
  const proxy = createProxy({
    store,
    settings: { ...settings, requestTimeoutMs: DEADLINE_MS },
    authenticate: () => ({ tokenName: null }),
  })
  const startedAt = performance.now()
  try {
    const response = await createFetchHandler(proxy)(toRequest(test))
    const firstEventMs = performance.now() - startedAt
    const { body, fault } = await readBody(response)
    const durationMs = performance.now() - startedAt
    await proxy.close()
    const attempts = await store.logs.list({ limit: 100 })
    const text = response.ok ? toAnswerText(body) : ''
    return {
      statusCode: response.status,
      firstEventMs: Math.round(firstEventMs),
      durationMs: Math.round(durationMs),
      text: text.slice(0, MAX_TEXT),
      error: response.ok ? fault : (toErrorText(body) ?? attempts[0]?.message ?? ''),
      attempts: attempts.reverse(),
    }
  } finally {
    await proxy.close()
  }
}

function toRequest({ model, prompt, stream }: ChannelTest): Request {
  return new Request('http://localhost/v1/messages', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'anthropic-version': '2023-06-01' },
    body: JSON.stringify({
      model,
      max_tokens: 64,
      stream,
      messages: [{ role: 'user', content: prompt }],
    }),
  })
}

/** As much as is needed to judge the answer. A body that breaks off is a finding, not a fault. */
async function readBody(response: Response): Promise<{ body: string; fault: string }> {
  let body = ''
  try {
    const decoder = new TextDecoder()
    for await (const chunk of response.body ?? []) {
      body += decoder.decode(chunk, { stream: true })
      if (body.length > MAX_BODY_CHARACTERS) break
    }
    return { body, fault: '' }
  } catch (error) {
    return { body, fault: error instanceof Error ? error.message : 'The answer broke off.' }
  }
}
