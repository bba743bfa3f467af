import { useQuery } from '@tanstack/react-query'
import { call } from './client.js'

/** A body as it was captured. */
export interface CapturedBody {
  /** Null: it could not be decoded. */
  readonly text: string | null
  readonly total_bytes: number
  readonly is_cut: boolean
}

/** The headers of one side, those with credentials left out. */
export type CapturedHeaders = readonly { readonly name: string; readonly value: string }[]

/** An attempt that was captured. */
export interface Capture {
  readonly request_id: string
  readonly attempt: number
  readonly status_code: number | null
  readonly request: {
    readonly method: string
    readonly url: string
    readonly headers: CapturedHeaders
    readonly body: CapturedBody
  }
  /** Null: no answer came. */
  readonly answer: { readonly headers: CapturedHeaders; readonly body: CapturedBody } | null
}

interface CaptureListing {
  readonly request_id: string
  readonly attempt: number
}

/** By what is captured now. */
export interface CaptureRule {
  readonly id: number
  readonly channel_id: number | null
  readonly token_id: number | null
}

/** The captured attempts of a request, in their order; none for most. */
export function useCaptures(requestId: string) {
  return useQuery({
    queryKey: ['captures', requestId],
    async queryFn({ signal }) {
      const query = { request_id: requestId }
      const found = await call<CaptureListing[]>('GET', '/admin/captures', { query, signal })
      const paths = found
        .sort((a, b) => a.attempt - b.attempt)
        .map(({ attempt }) => `/admin/captures/${encodeURIComponent(requestId)}/${attempt}`)
      return Promise.all(paths.map((path) => call<Capture>('GET', path, { signal })))
    },
    enabled: requestId !== '',
  })
}

export const captureRulesKey = ['capture-rules']

export function useCaptureRules() {
  return useQuery({
    queryKey: captureRulesKey,
    queryFn: ({ signal }) => call<CaptureRule[]>('GET', '/admin/capture-rules', { signal }),
  })
}

/** Captures all of a channel for some minutes. */
export async function startCapture(channelId: number, minutes: number): Promise<void> {
  await call('POST', '/admin/capture-rules', { body: { channel_id: channelId, minutes } })
}

export async function stopCapture(ruleId: number): Promise<void> {
  await call('DELETE', `/admin/capture-rules/${ruleId}`)
}
