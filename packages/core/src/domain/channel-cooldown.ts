import type { Channel } from './channel.js'
import type { Cooldown } from './cooldown.js'

/**
 * The rest of a channel as a whole: its own, or, where all its enabled keys or all its models rest,
 * the one of them that ends first. Undefined while anything of it can be used. It is worked out
 * rather than set, so it is over as soon as a key is mended, added or cleared. A channel with
 * wildcards has no end of models.
 */
export function channelCooldown(
  channel: Channel,
  cooldowns: readonly Cooldown[],
): Cooldown | undefined {
  const own = cooldowns.filter(({ channelId }) => channelId === channel.id)
  const whole = own.find(({ scope }) => scope === 'channel')
  const first = later(later(whole, firstOfKeys(channel, own)), firstOfModels(channel, own))
  return first && { ...first, scope: 'channel', keyId: null, model: null }
}

function firstOfKeys({ keys }: Channel, own: readonly Cooldown[]): Cooldown | undefined {
  return firstToEnd(
    keys.filter((key) => key.enabled),
    (key) => own.find(({ scope, keyId }) => scope === 'key' && keyId === key.id),
  )
}

function firstOfModels({ models, aliases }: Channel, own: readonly Cooldown[]) {
  return firstToEnd([...new Set([...models, ...Object.keys(aliases)])], (name) => {
    const upstream = Object.hasOwn(aliases, name) ? aliases[name] : name
    return own.find(({ scope, model }) => scope === 'model' && model === upstream)
  })
}

/** The cooldown that ends first; undefined unless all of them rest. */
function firstToEnd<T>(
  parts: readonly T[],
  restOf: (part: T) => Cooldown | undefined,
): Cooldown | undefined {
  let first: Cooldown | undefined
  for (const part of parts) {
    const rest = restOf(part)
    if (rest === undefined) return undefined
    if (first === undefined || rest.until < first.until) first = rest
  }
  return first
}

function later(a: Cooldown | undefined, b: Cooldown | undefined): Cooldown | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return a.until >= b.until ? a : b
}
