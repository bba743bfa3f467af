import { connectionNames, createHeaderFilter, isDropped, memoizeText } from '../domain/headers.js'
import type { RawHeaders } from '../domain/message.js'

/**
 * What an upstream sends that is not the client's: its cookies would land on our own origin.
 * `Expect` means nothing in an answer, and makes `node:http` encode all headers otherwise.
 */
const NOT_RELAYED = createHeaderFilter(['set-cookie', 'set-cookie2', 'expect'])

const isRelayed = memoizeText((name) => !isDropped(NOT_RELAYED, name.toLowerCase(), []))

/**
 * The headers of an answer for the client: the upstream's in their order and case, less those that
 * end at this hop. Source: gateway contract, "Request" (last but one row) and "Response".
 */
export function toClientHeaders(headers: RawHeaders): string[] {
  const dropped = connectionNames(headers)
  const result: string[] = []
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] as string
    if (isRelayed(name) && (dropped.length === 0 || !dropped.includes(name.toLowerCase()))) {
      result.push(name, headers[at + 1] as string)
    }
  }
  return result
}
