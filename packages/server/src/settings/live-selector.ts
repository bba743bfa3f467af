import { createSelector, type Selector, type StrategyName } from '@ccload/core'

/** Plans by the strategy that is set at the moment. */
export function createLiveSelector(strategy: () => StrategyName): Selector {
  const selectors = new Map<StrategyName, Selector>()

  const selectorOf = (name: StrategyName): Selector => {
    const known = selectors.get(name)
    if (known !== undefined) return known
    const selector = createSelector({ strategy: name })
    selectors.set(name, selector)
    return selector
  }
  const select = (...[request, state, now]: Parameters<Selector>) =>
    selectorOf(strategy())(request, state, now)
  return Object.defineProperty(select, 'strategy', { get: strategy })
}
