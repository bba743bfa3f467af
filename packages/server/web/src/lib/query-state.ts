import { useMemo } from 'react'
import { useSearchParams } from 'wouter'

/** Values that live in the address: they survive a reload, can be sent as a link, and go back. */
export type QueryState<K extends string> = Readonly<Record<K, string>>

/** Changes some values. `replace`: the back button does not stop here. */
export type SetQueryState<K extends string> = (
  change: Partial<Record<K, string>>,
  options?: { readonly replace?: boolean },
) => void

/** Reads values from the query string. A value equal to its default is not written into it. */
export function useQueryState<K extends string>(
  defaults: QueryState<K>,
): [QueryState<K>, SetQueryState<K>] {
  const [parameters, setParameters] = useSearchParams()
  const text = parameters.toString()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the defaults of a page never change.
  const state = useMemo(() => readQueryState(new URLSearchParams(text), defaults), [text])
  const set: SetQueryState<K> = (change, options) =>
    setParameters((previous) => writeQueryState(previous, change, defaults), options)
  return [state, set]
}

export function readQueryState<K extends string>(
  parameters: URLSearchParams,
  defaults: QueryState<K>,
): QueryState<K> {
  const entries = Object.entries<string>(defaults).map(([name, value]) => [
    name,
    parameters.get(name) ?? value,
  ])
  return Object.fromEntries(entries) as QueryState<K>
}

export function writeQueryState<K extends string>(
  parameters: URLSearchParams,
  change: Partial<Record<K, string>>,
  defaults: QueryState<K>,
): URLSearchParams {
  const next = new URLSearchParams(parameters)
  for (const [name, value] of Object.entries<string | undefined>(change)) {
    if (value === undefined || value === defaults[name as K]) next.delete(name)
    else next.set(name, value)
  }
  return next
}
