/** What a million tokens cost, by kind, in millionths of a US dollar. Integers. */
export interface Rates {
  readonly input: number
  readonly output: number
  readonly cacheRead: number
  readonly cacheWrite5m: number
  readonly cacheWrite1h: number
}

/** The rates for a whole request whose input, cached tokens included, exceeds `above` tokens. */
export interface LongContextRates extends Rates {
  readonly above: number
}

/** What a model costs. */
export interface Price extends Rates {
  /** One web search, in millionths of a US dollar; null where it is unknown. Integer. */
  readonly webSearch: number | null
  /** Dearer rates for long requests, by ascending `above`; absent: one price for any length. */
  readonly longContext?: readonly LongContextRates[]
}

/** US dollars, as price lists give them, in the integer unit of {@link Price}. */
export function toMicroUsd(dollars: number): number {
  return Math.round(dollars * 1_000_000)
}
