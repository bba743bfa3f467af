import type { CooldownTarget } from '../domain/cooldown.js'
import type { Rest } from './rest.js'

/** The rests of one channel, by what they rest. */
export interface ChannelRests {
  channel: Rest | undefined
  readonly keys: Map<number, Rest>
  readonly models: Map<string, Rest>
}

/** Behind a wildcard clients choose the names, so a channel's models are bounded. */
const MODELS_PER_CHANNEL = 1_000

const NONE: readonly Rest[] = []

/** Finds rests by channel first: a channel without any costs one look-up, whatever it serves. */
export class RestIndex {
  readonly #channels = new Map<number, ChannelRests>()
  #size = 0
  #sweepAt = 64

  /** Undefined: nothing of the channel rests. */
  ofChannel(channelId: number): ChannelRests | undefined {
    return this.#channels.get(channelId)
  }

  /** The rests of a candidate's channel, key and model. */
  ofCandidate(candidate: {
    readonly channel: { readonly id: number }
    readonly key: { readonly id: number }
    readonly model: string
  }): readonly Rest[] {
    const rests = this.#channels.get(candidate.channel.id)
    if (rests === undefined) return NONE
    const { channel, keys, models } = rests
    return [channel, keys.get(candidate.key.id), models.get(candidate.model)].filter(
      (rest) => rest !== undefined,
    )
  }

  get({ scope, channelId, keyId, model }: CooldownTarget): Rest | undefined {
    const rests = this.#channels.get(channelId)
    switch (scope) {
      case 'channel':
        return rests?.channel
      case 'key':
        return rests?.keys.get(keyId ?? 0)
      case 'model':
        return rests?.models.get(model ?? '')
    }
  }

  /** Adds a rest for a target that has none. */
  add(rest: Rest): void {
    const { scope, channelId, keyId, model } = rest.target
    let rests = this.#channels.get(channelId)
    if (rests === undefined) {
      rests = { channel: undefined, keys: new Map(), models: new Map() }
      this.#channels.set(channelId, rests)
    }
    if (scope === 'channel') rests.channel = rest
    else if (scope === 'key') rests.keys.set(keyId ?? 0, rest)
    else rests.models.set(model ?? '', rest)
    this.#size += 1
  }

  remove({ target }: Rest): void {
    const { scope, channelId, keyId, model } = target
    const rests = this.#channels.get(channelId)
    if (rests === undefined || this.get(target) === undefined) return
    if (scope === 'channel') rests.channel = undefined
    else if (scope === 'key') rests.keys.delete(keyId ?? 0)
    else rests.models.delete(model ?? '')
    this.#size -= 1
    if (rests.channel === undefined && rests.keys.size === 0 && rests.models.size === 0) {
      this.#channels.delete(channelId)
    }
  }

  /** All rests, or those of one channel: channel, keys, models. */
  list(channelId?: number): Rest[] {
    const found: Rest[] = []
    for (const [id, rests] of this.#channels) {
      if (channelId !== undefined && id !== channelId) continue
      if (rests.channel !== undefined) found.push(rests.channel)
      found.push(...rests.keys.values(), ...rests.models.values())
    }
    return found
  }

  /** What should go before one more is added to a channel: mostly nothing. */
  makeRoom(channelId: number, now: number): Rest[] {
    const models = this.#channels.get(channelId)?.models
    if (models !== undefined && models.size >= MODELS_PER_CHANNEL)
      return [...models.values()].slice(0, 1)
    if (this.#size < this.#sweepAt) return []
    const over = this.list().filter((rest) => rest.isOver(now))
    this.#sweepAt = 64 + 2 * (this.#size - over.length)
    return over
  }
}
