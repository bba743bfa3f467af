import { callEvents, unreachable } from './client.js'
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

/** What is known of a test before it is over. */
export interface ChannelTestProgress {
  /** Null until the first event or, without a stream, until the head of the answer. */
  readonly head: Pick<ChannelTestResult, 'status_code' | 'firstEventMs'> | null
  /** What the model has said so far, without a word that is not whole yet. */
  readonly text: string
}

type TestEvent =
  | {
      readonly type: 'head'
      readonly data: Pick<RawResult, 'status_code' | 'first_byte_time'>
    }
  | { readonly type: 'delta'; readonly data: { readonly text: string } }
  | { readonly type: 'result'; readonly data: RawResult }

/**
 * Sends a real request through one channel, also through a disabled or cooling one, and hands over
 * what is known whenever that is more. An abort breaks the upstream's answer off.
 */
export async function testChannel(
  id: number,
  test: ChannelTest,
  signal: AbortSignal,
  onProgress: (progress: ChannelTestProgress) => void = () => {},
): Promise<ChannelTestResult> {
  let progress: ChannelTestProgress = { head: null, text: '' }
  let result: ChannelTestResult | undefined
  const advance = (change: Partial<ChannelTestProgress>) => {
    progress = { ...progress, ...change }
    onProgress(progress)
  }
  await callEvents<TestEvent>(`/admin/channels/${id}/test`, { body: test, signal }, (event) => {
    if (event.type === 'head') advance({ head: toHead(event.data) })
    if (event.type === 'delta') advance({ text: progress.text + event.data.text })
    if (event.type === 'result') result = toResult(event.data)
  })
  if (result === undefined) throw unreachable()
  return result
}

function toHead({
  status_code,
  first_byte_time,
}: Pick<RawResult, 'status_code' | 'first_byte_time'>) {
  return { status_code, firstEventMs: Math.round(first_byte_time * 1000) }
}

function toResult(raw: RawResult): ChannelTestResult {
  return {
    ...toHead(raw),
    success: raw.success,
    durationMs: raw.duration_ms,
    text: raw.response_text,
    error: raw.error,
    attempts: raw.attempts,
  }
}
