import { unescape as decode } from 'node:querystring'
import type { Channel, Store } from '@ccload/core'
import type { Scrubber } from '../security/scrubber.js'

/** Teaches a scrubber what channels have to keep to themselves, now and after each change. */
export async function protectChannels(
  { channels }: Pick<Store, 'channels'>,
  scrubber: Scrubber,
): Promise<void> {
  const protect = async () => scrubber.protect((await channels.list()).flatMap(secretsOf))
  channels.subscribe(() => void protect().catch(() => {}))
  await protect()
}

/** A channel's keys, and the password of its proxy. */
export function secretsOf({ keys, connection }: Channel): string[] {
  return [...keys.map(({ secret }) => secret), ...passwordOf(connection.proxyUrl)]
}

function passwordOf(url: string | null): string[] {
  if (url === null || !URL.canParse(url)) return []
  const { password } = new URL(url)
  return [password, decode(password)]
}
