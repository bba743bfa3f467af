import type { CaptureEnding } from '@ccload/core'
import * as z from 'zod'
import type {
  CaptureHead,
  CaptureListing,
  StoredBody,
  StoredCapture,
} from '../capture/capture-store.js'

const ENDINGS = [
  'relayed',
  'answer',
  'error-in-200',
  'malformed',
  'network',
  'cut',
  'aborted',
  'timed-out',
] as const satisfies readonly CaptureEnding[]

const headFields = {
  request_id: z.string(),
  attempt: z.int(),
  time: z.iso.datetime().meta({ description: 'When the attempt began' }),
  duration_ms: z.int(),
  channel_id: z.int(),
  token_id: z.int().nullable(),
  token_name: z.string().nullable(),
  status_code: z.int().nullable().meta({ description: 'null: no answer came' }),
  ending: z.enum(ENDINGS),
}

const bodyView = z
  .strictObject({
    text: z.string().nullable().meta({
      description: 'Without its content coding; null: it could not be decoded',
    }),
    total_bytes: z.int().meta({ description: 'As it came over the wire' }),
    is_cut: z.boolean().meta({ description: 'Whether its end is missing' }),
  })
  .meta({ id: 'CapturedBody' })

const headersView = z
  .array(z.strictObject({ name: z.string(), value: z.string() }))
  .meta({ description: 'In their order; those that hold credentials are left out' })

/** A capture in a list. */
export const captureListingView = z
  .strictObject({ ...headFields, stored_bytes: z.int() })
  .meta({ id: 'CaptureListing' })

/** A capture with its content. */
export const captureView = z
  .strictObject({
    ...headFields,
    request: z.strictObject({
      method: z.string(),
      url: z.string(),
      headers: headersView,
      body: bodyView,
    }),
    answer: z
      .strictObject({ headers: headersView, body: bodyView })
      .nullable()
      .meta({ description: 'null: no answer came' }),
  })
  .meta({ id: 'Capture' })

/** Shows a capture in a list. */
export function toListingView(listing: CaptureListing): z.output<typeof captureListingView> {
  return { ...toHeadView(listing), stored_bytes: listing.storedBytes }
}

/** Shows a capture with its content. */
export function toCaptureView(capture: StoredCapture): z.output<typeof captureView> {
  const { request, answer } = capture
  return {
    ...toHeadView(capture),
    request: {
      method: request.method,
      url: request.url,
      headers: request.headers.map(toHeaderView),
      body: toBodyView(request.body),
    },
    answer: answer && {
      headers: answer.headers.map(toHeaderView),
      body: toBodyView(answer.body),
    },
  }
}

function toHeadView(head: CaptureHead) {
  return {
    request_id: head.requestId,
    attempt: head.attempt,
    time: new Date(head.time).toISOString(),
    duration_ms: head.durationMs,
    channel_id: head.channelId,
    token_id: head.tokenId,
    token_name: head.tokenName,
    status_code: head.status,
    ending: head.ending,
  }
}

function toHeaderView([name, value]: readonly [string, string]) {
  return { name, value }
}

function toBodyView({ text, totalBytes, isCut }: StoredBody) {
  return { text, total_bytes: totalBytes, is_cut: isCut }
}
