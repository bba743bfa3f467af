import type { ClientToken, TokenDraft } from '@ccload/core'
import type { OldToken } from './old-channel.js'
import type { RowFate } from './plan-channels.js'
import { toDigest, toTokenName, translateToken } from './translate-token.js'

/** A token to create, and the names of the only channels that may answer; null: all. */
export interface PlannedToken {
  readonly draft: TokenDraft
  readonly channelNames: readonly string[] | null
}

/** Decides which tokens are created: those that are not there yet. One is known by its digest. */
export function planTokens(
  tokens: readonly OldToken[],
  existing: readonly Pick<ClientToken, 'name' | 'digest'>[],
  namesOf: ReadonlyMap<number, readonly string[]>,
): { readonly fates: readonly RowFate[]; readonly drafts: readonly PlannedToken[] } {
  const digests = new Set(existing.map(({ digest }) => digest))
  const used = new Set(existing.map(({ name }) => name))
  const fates: RowFate[] = []
  const drafts: PlannedToken[] = []
  for (const old of tokens) {
    const label = `token ${old.id}`
    const wanted = toTokenName(old)
    if (digests.has(toDigest(old.token))) {
      fates.push({ kind: 'known', label, name: wanted })
      continue
    }
    const name = used.has(wanted) ? `${wanted} (${old.id})` : wanted
    const leaveOut = (why: string) => fates.push({ kind: 'left-out', label, name: wanted, why })
    if (used.has(name)) {
      leaveOut(`a token "${name}" with another secret is there already`)
      continue
    }
    const token = translateToken(old, name)
    if ('leftOut' in token) {
      leaveOut(token.leftOut)
      continue
    }
    const channelNames = token.oldChannelIds?.flatMap((id) => namesOf.get(id) ?? []) ?? null
    if (channelNames?.length === 0) {
      leaveOut('is for channels that have all been left out')
      continue
    }
    used.add(name)
    digests.add(token.draft.digest)
    drafts.push({ draft: token.draft, channelNames })
    fates.push({ kind: 'taken', label, name: wanted, names: [name], notes: [] })
  }
  return { fates, drafts }
}
