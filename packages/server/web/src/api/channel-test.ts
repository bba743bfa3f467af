import { call } from './client.js'
import type { LogRow } from './logs.js'

/** What to ask a channel. */
export interface ChannelTest {
  readonly model?: string
  readonly prompt?: string
  readonly stream?: boolean
  readonly key_id?: number
}

/** What came of it. */
export interface ChannelTestResult {
  readonly success: boolean
  readonly status_code: number
  readonly firstEventMs: number
  readonly durationMs: number
  readonly text: string
  readonly error: string
  readonly attempts: readonly LogRow[]
}

interface RawResult {
  readonly success: boolean
  readonly status_code: number
  readonly first_byte_time: number
  readonly duration_ms: number
  readonly response_text: string
  readonly error: string
  readonly attempts: readonly LogRow[]
}

/** Sends a real request through one channel, also through a disabled or cooling one. */
export async function testChannel(
  id: number,
  test: ChannelTest,
  signal?: AbortSignal,
): Promise<ChannelTestResult> {
  const raw = await call<RawResult>('POST', `/admin/channels/${id}/test`, {
    body: test,
    ...(signal && { signal }),
  })
  return {
    success: raw.success,
    status_code: raw.status_code,
    firstEventMs: Math.round(raw.first_byte_time * 1000),
    durationMs: raw.duration_ms,
    text: raw.response_text,
    error: raw.error,
    attempts: raw.attempts,
  }
}
