import type { Channel } from '../domain/channel.js'
import type { Cooldowns } from './cooldowns.js'

/**
 * Forgets the failures of what is no longer the same: channels and keys that are gone, have a new
 * address or secret, or have just been enabled. Whoever mends a key should not wait for its rest.
 */
export function forgetChanged(
  cooldowns: Pick<Cooldowns, 'clear'>,
  before: readonly Channel[],
  after: readonly Channel[],
  now: number,
): void {
  const byId = new Map(after.map((channel) => [channel.id, channel]))
  for (const old of before) {
    const channel = byId.get(old.id)
    if (channel === undefined || channel.url !== old.url || (channel.enabled && !old.enabled)) {
      cooldowns.clear(now, old.id)
    } else if (channel !== old) {
      const keys = new Map(channel.keys.map((key) => [key.id, key]))
      for (const oldKey of old.keys) {
        const key = keys.get(oldKey.id)
        const isSame = key?.secret.equals(oldKey.secret) === true
        if (!isSame || (key.enabled && !oldKey.enabled)) {
          cooldowns.clear(now, old.id, oldKey.id)
        }
      }
    }
  }
}
