import zlib from 'node:zlib'
import { connectionNames, createHeaderFilter, isDropped, memoizeText } from '../domain/headers.js'
import type { RawHeaders } from '../domain/message.js'
import type { Secret } from '../domain/secret.js'

/**
 * What a client sends that is none of an upstream's business: our own credential and cookies, who
 * the client is, and what the transport writes itself.
 */
const NOT_FORWARDED = createHeaderFilter([
  'host',
  'content-length',
  'expect',
  'cookie',
  'forwarded',
  'x-forwarded-*',
  'x-real-ip',
  'x-claude-gateway-user-*',
  'x-litellm-end-user-id',
  'x-ccload-*',
])

/** The headers in which clients of the served APIs send their credential. */
const CREDENTIALS: ReadonlySet<string> = new Set(['authorization', 'x-api-key', 'x-goog-api-key'])

/** What becomes of a client's header, by its name: a credential's is told by the name itself. */
type Treatment = 'forward' | 'forward-decodable' | 'drop' | CredentialName

type CredentialName = 'authorization' | 'x-api-key' | 'x-goog-api-key'

const treatmentOf = memoizeText((name): Treatment => {
  const lower = name.toLowerCase()
  if (CREDENTIALS.has(lower)) return lower as CredentialName
  if (isDropped(NOT_FORWARDED, lower, [])) return 'drop'
  return lower === 'accept-encoding' ? 'forward-decodable' : 'forward'
})

const ANTHROPIC: readonly CredentialName[] = ['x-api-key', 'authorization']
const GEMINI: readonly CredentialName[] = ['x-goog-api-key']

const CAN_DECODE_ZSTD = 'createZstdDecompress' in zlib

/** Header lines that a channel has sent in the place of the client's. */
export interface OwnHeaders {
  /** In lower case. */
  readonly names: ReadonlySet<string>
  readonly lines: RawHeaders
}

const TOKEN = /^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/
const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/

/**
 * A channel's own headers, as far as they may be sent: credentials, what the proxy keeps to itself
 * and what is no header (RFC 9110, 5.5 and 5.6.2) is left out. Undefined where nothing is left.
 */
export function toOwnHeaders(headers: Readonly<Record<string, Secret>>): OwnHeaders | undefined {
  const names = new Set<string>()
  const lines: string[] = []
  for (const [name, secret] of Object.entries(headers)) {
    const value = secret.reveal()
    const lower = name.toLowerCase()
    if (!TOKEN.test(name) || !FIELD_VALUE.test(value) || names.has(lower)) continue
    if (CREDENTIALS.has(lower) || isDropped(NOT_FORWARDED, lower, [])) continue
    names.add(lower)
    lines.push(name, lower === 'accept-encoding' ? decodable(value) : value)
  }
  return lines.length === 0 ? undefined : { names, lines }
}

/**
 * The headers of an upstream request: the client's in their order and case, less those that stop
 * here, with the channel's key in the place of the client's credential and its own headers in the
 * place of the client's of the same names. The key is given both as `x-api-key` and as a bearer
 * token, because resellers read one or the other; on Gemini paths it is `x-goog-api-key`. Source:
 * gateway contract, "Request".
 */
export function toUpstreamHeaders(
  headers: RawHeaders,
  path: string,
  key: string,
  own?: OwnHeaders,
): string[] {
  const dropped = connectionNames(headers)
  const result: string[] = []
  let missing = path.startsWith('/v1beta/') ? GEMINI : ANTHROPIC
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] as string
    const value = headers[at + 1] as string
    const treatment = treatmentOf(name)
    switch (treatment) {
      case 'drop':
        break
      case 'forward':
      case 'forward-decodable':
        if (isReplaced(name, dropped, own)) break
        result.push(name, treatment === 'forward' ? value : decodable(value))
        break
      default:
        if (!missing.includes(treatment)) break
        missing = missing.filter((each) => each !== treatment)
        result.push(name, credential(treatment, key))
    }
  }
  for (const name of missing) result.push(name, credential(name, key))
  if (own !== undefined) result.push(...own.lines)
  return result
}

/** Whether `Connection` names it, or the channel has a header of that name. Neither is common. */
function isReplaced(name: string, dropped: readonly string[], own: OwnHeaders | undefined) {
  if (dropped.length === 0 && own === undefined) return false
  const lower = name.toLowerCase()
  return dropped.includes(lower) || own?.names.has(lower) === true
}

function credential(name: CredentialName, key: string): string {
  return name === 'authorization' ? `Bearer ${key}` : key
}

/** Usage is read from answers on the side, so only codings are asked for that this runtime reads. */
const decodable = memoizeText((acceptEncoding) => {
  if (CAN_DECODE_ZSTD || !acceptEncoding.toLowerCase().includes('zstd')) return acceptEncoding
  const kept = acceptEncoding.split(',').filter((coding) => !/^\s*zstd\b/i.test(coding))
  return kept.length === 0 ? 'identity' : kept.join(',').trim()
})
