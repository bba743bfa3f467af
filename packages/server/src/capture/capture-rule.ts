import type { CaptureSubject } from '@ccload/core'
import * as z from 'zod'

/** Whose attempts are captured, and until when. Both ids given: only what matches both. */
export interface CaptureRule {
  readonly id: number
  readonly channelId: number | null
  readonly tokenId: number | null
  /** Epoch milliseconds at which it is over. */
  readonly until: number
  /** Bytes that are kept of the request's body, and as many of the answer's. */
  readonly maxBytes: number
}

/** Whether a rule means an attempt. */
export function isMeant(
  { channelId, tokenId }: CaptureRule,
  subject: Pick<CaptureSubject, 'channelId' | 'tokenId'>,
): boolean {
  if (channelId === null && tokenId === null) return false
  return (
    (channelId === null || channelId === subject.channelId) &&
    (tokenId === null || tokenId === subject.tokenId)
  )
}

const id = z.int().positive()

const storedRules = z.array(
  z.object({
    id,
    channel_id: id.nullable(),
    token_id: id.nullable(),
    until: z.int(),
    max_bytes: z.int().positive(),
  }),
)

/** Rules as a text to be stored. */
export function writeRules(rules: readonly CaptureRule[]): string {
  return JSON.stringify(
    rules.map(({ id, channelId, tokenId, until, maxBytes }) => {
      return { id, channel_id: channelId, token_id: tokenId, until, max_bytes: maxBytes }
    }),
  )
}

/** What a text holds that was stored; nothing, where it is none of ours. */
export function readRules(text: string | undefined): CaptureRule[] {
  const { success, data } = storedRules.safeParse(parse(text))
  if (!success) return []
  return data.map(
    ({ id, channel_id: channelId, token_id: tokenId, until, max_bytes: maxBytes }) => {
      return { id, channelId, tokenId, until, maxBytes }
    },
  )
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '[]')
  } catch {
    return undefined
  }
}
