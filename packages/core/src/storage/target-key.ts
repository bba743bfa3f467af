import type { CooldownTarget } from '../domain/cooldown.js'
import type { Cursor } from '../domain/cursor.js'

/** One string per cooldown target: equal for equal targets only. */
export function targetKey({ scope, channelId, keyId, model }: CooldownTarget): string {
  return `${channelId} ${scope} ${keyId ?? ''} ${model ?? ''}`
}

/** One string per cursor's place: equal for equal places only. */
export function cursorKey({ priority, model }: Cursor): string {
  return `${priority} ${model}`
}

/** Keeps the last of the items that share a key, in the order in which the keys first came. */
export function lastByKey<T>(items: readonly T[], toKey: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [toKey(item), item])).values()]
}
