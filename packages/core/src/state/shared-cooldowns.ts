import type { Cooldown, CooldownTarget } from '../domain/cooldown.js'

/** What has become of the stored cooldowns since the last look. */
export interface SharedChanges {
  /** Set by other processes. */
  readonly set: readonly Cooldown[]
  /** Gone: some process has ended them. */
  readonly ended: readonly Cooldown[]
}

/**
 * Tells what other processes have done from what this one has: both write to the same place, and
 * this one later than it does things.
 */
export class SharedCooldowns {
  #seen = new Map<string, Cooldown>()
  #written: Cooldown[] = []
  readonly #own = new Map<string, number>()

  /** This process has set a cooldown, which it will write in a while. */
  setHere(cooldown: Cooldown): void {
    this.#own.set(toKey(cooldown), cooldown.until)
  }

  /** What this process has set is stored by now, so it is there to be ended by another one. */
  written(cooldowns: readonly Cooldown[]): void {
    this.#written.push(...cooldowns)
  }

  /** What is stored is about to be read: what has been written up to now will be found, or is gone. */
  begin(): void {
    for (const cooldown of this.#written) this.#seen.set(toKey(cooldown), cooldown)
    this.#written = []
  }

  /** Compares what is stored at `now` with what was stored at the last look. */
  look(stored: readonly Cooldown[], now: number): SharedChanges {
    const before = this.#seen
    const current = new Map(stored.map((cooldown) => [toKey(cooldown), cooldown]))
    this.#seen = current
    const set: Cooldown[] = []
    for (const [key, cooldown] of current) {
      const isKnown = before.get(key)?.until === cooldown.until
      // What this process has set, it may have ended since without that being written yet.
      const isOwn = this.#own.get(key) === cooldown.until
      if (!isKnown && !isOwn) set.push(cooldown)
    }
    const ended = [...before].filter(([key]) => !current.has(key)).map(([, cooldown]) => cooldown)
    for (const [key, until] of this.#own) {
      if (until <= now && !current.has(key)) this.#own.delete(key)
    }
    return { set, ended }
  }
}

function toKey({ scope, channelId, keyId, model }: CooldownTarget): string {
  return `${channelId} ${scope} ${keyId ?? model ?? ''}`
}
