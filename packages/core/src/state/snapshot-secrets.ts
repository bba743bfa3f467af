import type { Channel } from '../domain/channel.js'
import { Secret } from '../domain/secret.js'
import { CcloadError } from '../errors.js'

/**
 * Refuses channels whose store gives their secrets away to whatever prints them.
 *
 * @throws {CcloadError} `invalid_option` naming the channel and the place.
 */
export function refuseUnprotected(channels: readonly Channel[]): void {
  for (const channel of channels) {
    const found = secretsOf(channel).find(([, secret]) => !(secret instanceof Secret))
    if (found === undefined) continue
    const message = `Channel "${channel.name}", ${found[0]}: the store has to give a Secret, as toSecret(text) makes it`
    throw new CcloadError('invalid_option', message)
  }
}

/** Whether a channel has not changed, its secrets included, which its JSON masks. */
export function isSameChannel(before: Channel | undefined, after: Channel): boolean {
  if (before === after) return true
  if (before === undefined || JSON.stringify(before) !== JSON.stringify(after)) return false
  const others = secretsOf(after)
  return secretsOf(before).every(([, secret], place) => others[place]?.[1].equals(secret))
}

/** All secrets of a channel, each with the place where it stands. */
function secretsOf({ keys, headers, connection }: Channel): (readonly [string, Secret])[] {
  const { proxyUrl } = connection
  return [
    ...keys.map(({ id, secret }) => [`key ${id}`, secret] as const),
    ...Object.entries(headers).map(([name, value]) => [`header ${name}`, value] as const),
    ...(proxyUrl === null ? [] : [['proxy', proxyUrl] as const]),
  ]
}
