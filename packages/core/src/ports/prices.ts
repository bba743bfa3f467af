import type { Price } from '../domain/price.js'
import { toPriceNames } from '../domain/price-names.js'

/** Where prices come from. Asked once per attempt: answers come from memory. */
export interface Prices {
  /** The price of a model by its upstream name; undefined where it is unknown. */
  price(model: string): Price | undefined
  /**
   * A promise: the prices are being loaded; what ends meanwhile is recorded once it has resolved. It
   * must not reject. Undefined, or no such method: they are at hand.
   */
  loading?(): Promise<void> | undefined
}

/** Knows no price: every cost stays unknown. */
export const noPrices: Prices = { price: () => undefined }

/**
 * Prices of one's own, by model name, before those of another source. A name matches with and
 * without what hosts add to it, the exact spelling first (see {@link toPriceNames}).
 *
 * @example
 * const prices = createPriceTable({
 *   'my-model': {
 *     input: toMicroUsd(3), output: toMicroUsd(15), cacheRead: toMicroUsd(0.3),
 *     cacheWrite5m: toMicroUsd(3.75), cacheWrite1h: toMicroUsd(6), webSearch: toMicroUsd(0.01),
 *   },
 * })
 */
export function createPriceTable(
  table: Readonly<Record<string, Price>>,
  others: Prices = noPrices,
): Prices {
  const own = new Map(Object.entries(table))
  return {
    price(model) {
      if (own.size > 0) {
        for (const name of toPriceNames(model)) {
          const price = own.get(name)
          if (price) return price
        }
      }
      return others.price(model)
    },
    loading: () => others.loading?.(),
  }
}
