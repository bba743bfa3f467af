/**
 * Tokens of one answer, in Anthropic's meaning: `inputTokens` are those that were neither read
 * from nor written to the cache, so the four input counts add up to the whole input. Cache writes
 * are priced by lifetime, so they are kept apart.
 */
export interface Usage {
  readonly inputTokens: number
  readonly outputTokens: number
  readonly cacheReadTokens: number
  readonly cacheWrite5mTokens: number
  readonly cacheWrite1hTokens: number
  /** Searches that the provider's own web search tool ran; absent for none. */
  readonly webSearches?: number
}
