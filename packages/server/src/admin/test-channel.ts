import {
  type Channel,
  createMemoryStore,
  createProxy,
  type ProxySettings,
  type StoredLogEntry,
} from '@ccload/core'
import { createFetchHandler } from '@ccload/core/fetch'
import { createDeltaReader, toAnswerText, toErrorText } from './answer-text.js'

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

/** A test as it goes: `head` once, `text` for each piece of a stream, `result` last. */
export type ChannelTestStep =
  | ({ readonly kind: 'head' } & Pick<ChannelTestResult, 'statusCode' | 'firstEventMs'>)
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'result'; readonly result: ChannelTestResult }

/** The longest that a test takes. */
export const TEST_DEADLINE_MS = 60_000

const MAX_TEXT = 4000
const MAX_BODY_CHARACTERS = 1024 * 1024

/**
 * Asks one channel as a client's request would: through a proxy of its own that has no other
 * channel, so that headers, aliases, keys and timeouts are those of real requests, while no real
 * cooldown, cursor or log row is touched. Never rejects because of the upstream. `signal` breaks the
 * upstream's answer off.
 */
export async function* testChannel(
  channel: Channel,
  test: ChannelTest,
  settings: Partial<ProxySettings> = {},
  signal?: AbortSignal,
): AsyncGenerator<ChannelTestStep, void, undefined> {
  const store = createMemoryStore({ channels: [{ ...channel, enabled: true }] })
  const proxy = createProxy({
    store,
    settings: { ...settings, requestTimeoutMs: TEST_DEADLINE_MS },
    authenticate: () => ({ tokenName: null }),
  })
  const startedAt = performance.now()
  const elapsed = () => Math.round(performance.now() - startedAt)
  try {
    const response = await createFetchHandler(proxy)(toRequest(test, signal))
    const { status: statusCode, ok } = response
    const firstEventMs = elapsed()
    yield { kind: 'head', statusCode, firstEventMs }
    const readDeltas = createDeltaReader()
    let body = ''
    let fault = ''
    let room = MAX_TEXT
    try {
      const decoder = new TextDecoder()
      for await (const chunk of response.body ?? []) {
        const piece = decoder.decode(chunk, { stream: true })
        body += piece
        const text = ok ? readDeltas(piece).slice(0, room) : ''
        room -= text.length
        if (text !== '') yield { kind: 'text', text }
        if (body.length > MAX_BODY_CHARACTERS) break
      }
    } catch (error) {
      // A body that breaks off is a finding, not a fault.
      fault = error instanceof Error ? error.message : 'The answer broke off.'
    }
    const durationMs = elapsed()
    await proxy.close()
    const attempts = await store.logs.list({ limit: 100 })
    const result = {
      statusCode,
      firstEventMs,
      durationMs,
      text: ok ? toAnswerText(body).slice(0, MAX_TEXT) : '',
      error: ok ? fault : (toErrorText(body) ?? attempts[0]?.message ?? ''),
      attempts: attempts.reverse(),
    }
    yield { kind: 'result', result }
  } finally {
    await proxy.close()
  }
}

function toRequest({ model, prompt, stream }: ChannelTest, signal?: AbortSignal): Request {
  return new Request('http://localhost/v1/messages', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'anthropic-version': '2023-06-01' },
    signal: signal ?? null,
    body: JSON.stringify({
      model,
      max_tokens: 64,
      stream,
      messages: [{ role: 'user', content: prompt }],
    }),
  })
}
