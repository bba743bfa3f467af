import type { Channel, Secret } from '@ccload/core'
import { isSensitiveHeader } from '../security/sensitive-header.js'
import { isMasked } from './channel-keys.js'

/** The headers that a write asks for, or why they cannot be set. */
export type HeaderChange =
  | { readonly ok: true; readonly values: Record<string, string | Secret> }
  | { readonly ok: false; readonly field: string; readonly reason: string }

/** A channel's headers as they may be shown: masked where the name is that of a credential. */
export function showHeaders(headers: Channel['headers']): Record<string, string> {
  const shown = Object.entries(headers).map(([name, value]) => [
    name,
    isSensitiveHeader(name) ? value.toString() : value.reveal(),
  ])
  return Object.fromEntries(shown)
}

/** Reads headers: a mask that came back as it was shown stands for the value that is there. */
export function resolveHeaders(
  headers: Readonly<Record<string, string>>,
  existing: Channel | undefined,
): HeaderChange {
  const known = new Map(Object.entries(existing?.headers ?? {}))
  const byLowerName = new Map([...known].map(([name, value]) => [name.toLowerCase(), value]))
  const values: [string, string | Secret][] = []
  for (const [name, sent] of Object.entries(headers)) {
    const value = known.get(name) ?? byLowerName.get(name.toLowerCase())
    if (!isSensitiveHeader(name) || !isMasked(sent)) values.push([name, sent])
    else if (value?.toString() === sent) values.push([name, value])
    else return { ok: false, field: `headers.${name}`, reason: 'is masked: send the value itself' }
  }
  return { ok: true, values: Object.fromEntries(values) }
}
