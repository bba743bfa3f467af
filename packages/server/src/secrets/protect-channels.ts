import { unescape as decode } from 'node:querystring'
import type { Channel, Store } from '@ccload/core'
import type { Scrubber } from '../security/scrubber.js'
import { isSensitiveHeader } from '../security/sensitive-header.js'

/** Teaches a scrubber what channels have to keep to themselves, now and after each change. */
export async function protectChannels(
  { channels }: Pick<Store, 'channels'>,
  scrubber: Scrubber,
): Promise<void> {
  // A store gives the same object for a channel that has not changed.
  const known = new WeakSet<Channel>()
  const protect = async () => {
    for (const channel of await channels.list()) {
      if (known.has(channel)) continue
      known.add(channel)
      scrubber.protect(secretsOf(channel))
    }
  }
  channels.subscribe(() => void protect().catch(() => {}))
  await protect()
}

/** A channel's keys, its headers with credentials, and the password of its proxy. */
export function secretsOf({ keys, headers, connection }: Channel): string[] {
  const credentials = Object.entries(headers).filter(([name]) => isSensitiveHeader(name))
  return [
    ...keys.map(({ secret }) => secret.reveal()),
    ...credentials.flatMap(([, value]) => withoutScheme(value.reveal())),
    ...passwordOf(connection.proxyUrl?.reveal() ?? null),
  ]
}

/** A credential as it is sent, and without the `Bearer` or `Basic` before it. */
function withoutScheme(value: string): string[] {
  return [value, value.replace(/^\S+\s+(?=\S+$)/, '')]
}

function passwordOf(url: string | null): string[] {
  if (url === null || !URL.canParse(url)) return []
  const { password } = new URL(url)
  return [password, decode(password)]
}
