import type { CaptureEnding } from '@ccload/core'

/** A body as it is kept: text, without its content coding and without secrets. */
export interface StoredBody {
  /** Null: its coding is not known here, or it was damaged. */
  readonly text: string | null
  /** As it came over the wire. */
  readonly totalBytes: number
  /** Whether something is missing at its end. */
  readonly isCut: boolean
}

/** Names and values, in the order in which they came. */
export type StoredHeaders = readonly (readonly [name: string, value: string])[]

/** What is known of a capture without its content. Instants are epoch milliseconds. */
export interface CaptureHead {
  readonly requestId: string
  readonly attempt: number
  readonly time: number
  readonly durationMs: number
  readonly channelId: number
  readonly tokenId: number | null
  readonly tokenName: string | null
  /** Null: no answer came. */
  readonly status: number | null
  readonly ending: CaptureEnding
}

/** A captured attempt without any secret. */
export interface StoredCapture extends CaptureHead {
  readonly request: {
    readonly method: string
    readonly url: string
    readonly headers: StoredHeaders
    readonly body: StoredBody
  }
  readonly answer: { readonly headers: StoredHeaders; readonly body: StoredBody } | null
}

/** A capture in a list, with the bytes that it takes in the store. */
export type CaptureListing = CaptureHead & { readonly storedBytes: number }

/** Where captures are kept. */
export interface CaptureStore {
  /** Writes all of it or nothing. */
  append(captures: readonly StoredCapture[]): Promise<void>
  /** The latest first. `requestId`: only the attempts of this request. */
  list(query: {
    readonly limit: number
    readonly requestId?: string | undefined
  }): Promise<CaptureListing[]>
  get(requestId: string, attempt: number): Promise<StoredCapture | undefined>
  /** Removes the oldest until all that is left takes no more than so many bytes. */
  trim(maxBytes: number): Promise<void>
  /** Removes some that began before an instant. Returns how many, 0 once there are none. */
  removeBefore(time: number): Promise<number>
  /** Returns how many there were. */
  removeAll(): Promise<number>
}

/** What is known of a capture without its content. */
export function toCaptureHead(capture: CaptureHead): CaptureHead {
  const { requestId, attempt, time, durationMs } = capture
  const { channelId, tokenId, tokenName, status, ending } = capture
  return { requestId, attempt, time, durationMs, channelId, tokenId, tokenName, status, ending }
}
