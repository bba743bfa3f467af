import type { RawHeaders } from './message.js'

/** Headers that end at the next hop (RFC 9110, 7.6.1), beside those that `Connection` names. */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-authentication-info',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]

/**
 * A predicate for header names in lower case: hop-by-hop ones, the given ones, and those that
 * start with one of the given prefixes.
 */
export interface HeaderFilter {
  readonly names: ReadonlySet<string>
  readonly prefixes: readonly string[]
}

/** A filter that drops hop-by-hop headers and the named ones; a trailing `*` names a prefix. */
export function createHeaderFilter(names: readonly string[]): HeaderFilter {
  const isPrefix = (name: string) => name.endsWith('*')
  return {
    names: new Set([...HOP_BY_HOP, ...names.filter((name) => !isPrefix(name))]),
    prefixes: names.filter(isPrefix).map((name) => name.slice(0, -1)),
  }
}

/** Whether a header, its name in lower case, is dropped by the filter or named by `Connection`. */
export function isDropped(
  filter: HeaderFilter,
  name: string,
  connectionNames: readonly string[],
): boolean {
  if (filter.names.has(name) || connectionNames.includes(name)) return true
  for (const prefix of filter.prefixes) if (name.startsWith(prefix)) return true
  return false
}

/** More than there are header names in use; what comes beyond starts it over. */
const MEMO_LIMIT = 1_000

/** What is longer than any name is not remembered. */
const MEMO_TEXT_LIMIT = 128

/**
 * Remembers what a function said of a text: clients and upstreams send the same few dozen header
 * names and values, spelt in the same way, with every request.
 */
export function memoizeText<T extends string | boolean>(
  compute: (text: string) => T,
): (text: string) => T {
  const known = new Map<string, T>()
  return (text) => {
    let value = known.get(text)
    if (value === undefined) {
      value = compute(text)
      if (text.length > MEMO_TEXT_LIMIT) return value
      if (known.size >= MEMO_LIMIT) known.clear()
      known.set(text, value)
    }
    return value
  }
}

const NONE: readonly string[] = []

/** The header names that `Connection` lists, in all of its lines, in lower case. */
export function connectionNames(headers: RawHeaders): readonly string[] {
  let names = NONE
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] as string
    if (name.length !== 10 || name.toLowerCase() !== 'connection') continue
    const value = headers[at + 1] as string
    if (value === 'keep-alive' || value === 'close') continue
    names = [...names, ...value.split(',').map((listed) => listed.trim().toLowerCase())]
  }
  return names
}

/** The first value of a header, its name given in lower case. */
export function headerValue(headers: RawHeaders, name: string): string | undefined {
  for (let at = 0; at < headers.length; at += 2) {
    const candidate = headers[at] as string
    if (candidate.length === name.length && candidate.toLowerCase() === name) {
      return headers[at + 1]
    }
  }
  return undefined
}

/** All headers by name in lower case; of repeated names the first value counts. */
export function toHeaderMap(headers: RawHeaders): Map<string, string> {
  const map = new Map<string, string>()
  for (let at = 0; at < headers.length; at += 2) {
    const name = (headers[at] as string).toLowerCase()
    if (!map.has(name)) map.set(name, headers[at + 1] as string)
  }
  return map
}
