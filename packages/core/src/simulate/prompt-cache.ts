/** How long a provider keeps a prompt that is not used again. */
const CACHE_TTL_MS = 5 * 60_000

/** What is found of a conversation's prompt. */
export interface CacheLook {
  /** Whether the conversation has been seen before. */
  readonly continues: boolean
  /** Tokens of the prompt that the cache holds. */
  readonly cachedTokens: number
}

/**
 * Estimates the providers' prompt caches. A prompt grows with its conversation, so what an account
 * has read of it last time it knows now, if that was within five minutes.
 */
export class PromptCache {
  readonly #seen = new Set<string>()
  readonly #kept = new Map<string, { readonly until: number; readonly tokens: number }>()

  /** A conversation's prompt is read by an account (its place) at an instant. */
  read(session: string, place: string, inputTokens: number, now: number): CacheLook {
    const continues = this.#seen.has(session)
    this.#seen.add(session)
    const name = `${place} ${session}`
    const kept = this.#kept.get(name)
    this.#kept.set(name, { until: now + CACHE_TTL_MS, tokens: inputTokens })
    const isKept = kept !== undefined && kept.until > now
    return { continues, cachedTokens: isKept ? Math.min(kept.tokens, inputTokens) : 0 }
  }
}
