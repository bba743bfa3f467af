import { type ChannelKey, type KeyDraft, toSecret } from '@ccload/core'
import { isSecret, type KeyInput } from './field-schemas.js'

/** The keys that a write asks for. `undefined`: leave them as they are. */
export type KeyChange =
  | { readonly ok: true; readonly keys: readonly KeyDraft[] | undefined }
  | { readonly ok: false; readonly field: string; readonly reason: string }

/** All keys as one text, as ccLoad shows them: masked and separated by commas. */
export function toApiKey(keys: readonly ChannelKey[]): string {
  return keys.map((key) => key.secret.toString()).join(',')
}

/**
 * Reads keys from either spelling: `api_key` (one text, several keys separated by commas) or
 * `keys` (a list). Answers show keys masked, so whatever comes back unchanged means "as it is":
 * an empty or equal `api_key`, a masked part of it, a list entry with an `id` and no new secret.
 * Where both spellings are sent, as after editing an answer, the one that was changed counts.
 */
export function resolveKeys(
  input: { api_key?: string | undefined; keys?: readonly KeyInput[] | undefined },
  existing: readonly ChannelKey[],
): KeyChange {
  const fromText = resolveText(input.api_key?.trim() ?? '', existing)
  if (!fromText.ok || input.keys === undefined) return fromText
  const fromList = resolveList(input.keys, existing)
  if (!fromList.ok || fromText.keys === undefined) return fromList
  if (isUnchanged(fromList.keys ?? [], existing)) return fromText
  const reason = 'differs from api_key: send only one of them'
  return { ok: false, field: 'keys', reason }
}

function resolveText(text: string, existing: readonly ChannelKey[]): KeyChange {
  if (text === '' || text === toApiKey(existing)) return { ok: true, keys: undefined }
  const free = new Set(existing)
  const keys: KeyDraft[] = []
  for (const [i, part] of text
    .split(',')
    .map((piece) => piece.trim())
    .entries()) {
    if (part === '') continue
    const known = findKnown(part, i, existing, free)
    if (known) {
      free.delete(known)
      keys.push(toDraft(known))
    } else if (isMasked(part)) {
      const reason = 'is a masked key, but none of this channel. Send the key itself'
      return { ok: false, field: 'api_key', reason }
    } else if (isSecret(part)) {
      keys.push({ secret: part, enabled: true, note: '' })
    } else {
      const reason = 'must consist of visible ASCII characters; commas separate several keys'
      return { ok: false, field: 'api_key', reason }
    }
  }
  return { ok: true, keys }
}

/** The key in the same place comes first: short keys all look alike when masked. */
function findKnown(
  part: string,
  place: number,
  existing: readonly ChannelKey[],
  free: ReadonlySet<ChannelKey>,
): ChannelKey | undefined {
  const inPlace = existing[place]
  const candidates = inPlace ? [inPlace, ...existing] : existing
  return candidates.find(
    (key) => free.has(key) && (key.secret.reveal() === part || key.secret.toString() === part),
  )
}

function resolveList(list: readonly KeyInput[], existing: readonly ChannelKey[]): KeyChange {
  const keys: KeyDraft[] = []
  const used = new Set<number>()
  for (const [i, entry] of list.entries()) {
    const fail = (field: string, reason: string): KeyChange => ({
      ok: false,
      field: `keys[${i}].${field}`,
      reason,
    })
    const known = existing.find((key) => key.id === entry.id)
    if (entry.id !== undefined && known === undefined)
      return fail('id', 'is no key of this channel')
    if (known && used.has(known.id)) return fail('id', 'is named twice')
    if (known) used.add(known.id)
    const sent = entry.api_key ?? ''
    const kept = known && (sent === '' || sent === known.secret.toString())
    if (!kept && sent === '') return fail('api_key', 'is required for a new key')
    if (!kept && isMasked(sent)) return fail('api_key', 'is masked: send the key itself')
    keys.push({
      id: known?.id,
      secret: kept ? known.secret : sent,
      enabled: entry.enabled ?? known?.enabled ?? true,
      note: entry.note ?? known?.note ?? '',
    })
  }
  return { ok: true, keys }
}

function toDraft({ id, secret, enabled, note }: ChannelKey): KeyDraft {
  return { id, secret, enabled, note }
}

/** Whether a text looks like one that `maskKey` has made. */
export function isMasked(text: string): boolean {
  return /^.{0,4}\*{4}.{0,4}$/.test(text)
}

function isUnchanged(keys: readonly KeyDraft[], existing: readonly ChannelKey[]): boolean {
  return (
    keys.length === existing.length &&
    keys.every(({ id, secret, enabled, note }, at) => {
      const key = existing[at]
      const isSame = key?.id === id && key?.enabled === enabled && key?.note === note
      return isSame && key?.secret.equals(toSecret(secret)) === true
    })
  )
}
