import type { Price, Prices, Rates } from '@ccload/core'
import { toMicroUsd, toPriceNames } from '@ccload/core'
import type { calcPrice as CalcPrice, ModelPrice } from '@pydantic/genai-prices'

/** How long a looked-up price is kept: list prices change on dates, some by the hour. */
const FRESH_MS = 15 * 60 * 1000

/** Clients may name any model where a channel serves `*`. */
const MODELS_LIMIT = 1000

/** Bedrock's names: its regional prices differ from Anthropic's own. */
const BEDROCK_NAME = /^(?:[a-z-]+\.)?anthropic\./

/**
 * List prices as the `@pydantic/genai-prices` package keeps them. They are loaded when the first is
 * asked for: they would make up a tenth of a start, and of an idle server's memory. A look-up takes a fraction of a
 * millisecond, so each model's price is kept for a while. Models that it does not list, or lists
 * without the price of input or output, stay unknown.
 */
export function createListPrices(now: () => number = Date.now): Prices {
  const known = new Map<string, Price | undefined>()
  let freshUntil = 0
  let calcPrice: typeof CalcPrice | undefined
  let loading: Promise<void> | undefined
  return {
    loading() {
      if (calcPrice !== undefined) return undefined
      loading ??= import('@pydantic/genai-prices').then(
        (list) => {
          calcPrice = list.calcPrice
        },
        () => {
          calcPrice = () => null // What it costs stays unknown; requests go on.
        },
      )
      return loading
    },
    price(model) {
      if (calcPrice === undefined) return undefined
      const time = now()
      if (time >= freshUntil || known.size >= MODELS_LIMIT) {
        known.clear()
        freshUntil = time + FRESH_MS
      }
      if (!known.has(model)) known.set(model, lookUp(calcPrice, model, new Date(time)))
      return known.get(model)
    },
  }
}

function lookUp(calc: typeof CalcPrice, model: string, timestamp: Date): Price | undefined {
  const found =
    (BEDROCK_NAME.test(model) ? list(calc, model, timestamp, 'aws') : undefined) ??
    firstOf(toPriceNames(model), (name) => list(calc, name, timestamp)) ??
    (model.includes('/') ? list(calc, model, timestamp, 'openrouter') : undefined)
  return found && toPrice(found)
}

function list(
  calc: typeof CalcPrice,
  name: string,
  timestamp: Date,
  providerId?: string,
): ModelPrice | undefined {
  try {
    const options = { timestamp, ...(providerId ? { providerId } : {}) }
    return calc({ input_tokens: 1, output_tokens: 1 }, name, options)?.model_price
  } catch {
    return undefined // Prices in units that do not apply to tokens.
  }
}

/** Exported for its test. Undefined where input or output has no price. */
function toPrice(list: ModelPrice): Price | undefined {
  const base = toRates(list, 0)
  if (!base) return undefined
  const starts = Object.values(list).flatMap((entry) =>
    typeof entry === 'object' ? entry.tiers.map((tier) => tier.start) : [],
  )
  const longContext = [...new Set(starts)]
    .sort((a, b) => a - b)
    .flatMap((above) => {
      const rates = toRates(list, above + 1)
      return rates ? [{ ...rates, above }] : []
    })
  const perThousand = dollarsAt(list.web_searches_kcount, 0)
  return {
    ...base,
    webSearch: perThousand === undefined ? null : toMicroUsd(perThousand / 1000),
    ...(longContext.length > 0 ? { longContext } : {}),
  }
}

/** The rates for a request of this many input tokens; what has no price of its own costs as input. */
function toRates(list: ModelPrice, inputTokens: number): Rates | undefined {
  const at = (key: string) => dollarsAt(list[key], inputTokens)
  const input = at('input_mtok')
  const output = at('output_mtok')
  if (input === undefined || output === undefined) return undefined
  const write = at('cache_write_mtok')
  // Anthropic's rule, for hosts of its models that do not list it: an hour costs twice the input.
  const writeHour = at('cache_write_1h_mtok') ?? (write === undefined ? input : 2 * input)
  return {
    input: toMicroUsd(input),
    output: toMicroUsd(output),
    cacheRead: toMicroUsd(at('cache_read_mtok') ?? input),
    cacheWrite5m: toMicroUsd(write ?? input),
    cacheWrite1h: toMicroUsd(writeHour),
  }
}

/** A tier's price holds for the whole request, from the first input token beyond its start. */
function dollarsAt(entry: ModelPrice[string], inputTokens: number): number | undefined {
  if (typeof entry !== 'object') return entry
  return entry.tiers.findLast((tier) => inputTokens > tier.start)?.price ?? entry.base
}

function firstOf<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item)
    if (found !== undefined) return found
  }
  return undefined
}
