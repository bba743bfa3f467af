import { type TokenDraft, toTokenDigest } from '@ccload/core'
import { tokenInput } from '../admin/token-schema.js'
import { toTokenPatch } from '../admin/token-write.js'
import { toFieldFailure } from '../http/field-failure.js'
import type { OldToken } from './old-channel.js'

/** Of ccLoad's tokens nothing but a digest is known, so there is no beginning to be shown. */
const PREFIX = '(ccLoad)'

/** A token as it is created here; `oldChannelIds` are those of ccLoad, null: all channels. */
export interface TranslatedToken {
  readonly draft: TokenDraft
  readonly oldChannelIds: readonly number[] | null
}

/**
 * Says in our words what a token of ccLoad is: its clients go on with the secret that they have,
 * for both keep SHA-256 of it. What would allow more than before is left out, with the reason.
 */
export function translateToken(
  old: OldToken,
  name: string,
): TranslatedToken | { readonly leftOut: string } {
  if (old.token === '') return { leftOut: 'is empty' }
  const { models, channelIds } = old
  if (models === undefined) return { leftOut: 'has models that cannot be read' }
  if (channelIds === undefined) return { leftOut: 'has channels that cannot be read' }
  if (old.denies && channelIds.length > 0) {
    return { leftOut: 'says which channels may not answer: here one says which may' }
  }
  if (old.costMicroUsd > 0) {
    return { leftOut: 'has a budget for good: here a budget is for a day or a month' }
  }
  const checked = tokenInput.safeParse({
    name,
    enabled: old.enabled,
    models: models.length > 0 ? models : null,
    limits: {
      concurrent: old.concurrent || null,
      daily_cost_micro_usd: old.dailyCostMicroUsd || null,
      monthly_cost_micro_usd: old.monthlyCostMicroUsd || null,
    },
  })
  if (!checked.success) return { leftOut: toFieldFailure(checked.error, 'body').error }
  const draft = {
    ...toTokenPatch(checked.data),
    name: checked.data.name,
    expiresAt: old.expiresAt > 0 ? old.expiresAt : null,
    digest: toDigest(old.token),
    prefix: PREFIX,
  }
  return { draft, oldChannelIds: channelIds.length > 0 ? channelIds : null }
}

/** A token's name here: one line, not too long. */
export function toTokenName({ description, id }: OldToken): string {
  const line = description.replace(/\p{Cc}+/gu, ' ').trim()
  return line === '' ? `token ${id}` : line.slice(0, 90)
}

/** What is kept of a token. */
export function toDigest(token: string): string {
  return /^[0-9a-f]{64}$/i.test(token) ? token.toLowerCase() : toTokenDigest(token)
}
