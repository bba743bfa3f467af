import { isObject, toList } from './old-cells.js'
import type { OldUrl } from './old-channel.js'

/** What ccLoad puts behind an address that is to be used as it stands. */
const EXACT = '#'

/**
 * The addresses of a channel, in any of the three forms that they have had: one, one on each line,
 * and a JSON list of objects. Undefined: a JSON list that cannot be read.
 */
export function readUrls(text: string, disabled: ReadonlySet<string>): OldUrl[] | undefined {
  const trimmed = text.trim()
  if (!trimmed.startsWith('[')) {
    const lines = trimmed.split('\n').map((line) => line.trim())
    return lines.filter((line) => line !== '').map((line) => toUrl(line, disabled))
  }
  const urls = toList(trimmed)?.map((item) => {
    if (typeof item === 'string') return toUrl(item, disabled)
    if (!isObject(item) || typeof item.url !== 'string') return undefined
    const { protocols } = item
    const names = Array.isArray(protocols) ? protocols.map((name) => String(name)) : []
    const marked = item.exact === true ? `${item.url}${EXACT}` : item.url
    return { ...toUrl(marked, disabled), protocols: names }
  })
  return urls?.every((url) => url !== undefined) ? urls : undefined
}

function toUrl(text: string, disabled: ReadonlySet<string>): OldUrl {
  const marked = text.trim()
  const exact = marked.endsWith(EXACT)
  const url = exact ? marked.slice(0, -EXACT.length) : marked
  return { url, exact, protocols: [], enabled: !disabled.has(url) && !disabled.has(marked) }
}
