import type { Selector } from '../ports/selector.js'
import { createAffinity } from './affinity.js'
import { createLeastLatency } from './least-latency.js'
import { roundRobin } from './round-robin.js'
import { weighted } from './weighted.js'

/** The names of the strategies that there are. */
export const STRATEGIES = ['affinity', 'round-robin', 'weighted', 'least-latency'] as const

/** How the channels of one priority share requests. */
export type StrategyName = (typeof STRATEGIES)[number]

/** Which selector to make. */
export interface SelectorOptions {
  /** `affinity` unless told. */
  readonly strategy?: StrategyName | undefined
  /** From 0 to 1, for `least-latency`; `Math.random` unless told. */
  readonly random?: (() => number) | undefined
}

/**
 * Makes one of the selectors that there are. Unless told otherwise it is the one that a proxy has:
 * a conversation stays on its channel, and requests without one take turns.
 *
 * @example
 * const proxy = createProxy({ store, selector: createSelector({ strategy: 'weighted' }) })
 */
export function createSelector(options: SelectorOptions = {}): Selector {
  const strategy: StrategyName = options.strategy ?? 'affinity'
  switch (strategy) {
    case 'affinity':
      return createAffinity()
    case 'round-robin':
      return roundRobin
    case 'weighted':
      return weighted
    case 'least-latency':
      return createLeastLatency({ random: options.random ?? Math.random })
  }
}
