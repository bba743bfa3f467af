import type { OutgoingHttpHeaders } from 'node:http2'
import type { RawHeaders } from '../domain/message.js'
import type { UpstreamRequest } from '../ports/transport.js'

/** What belongs to an HTTP/1.1 connection and is an error in HTTP/2 (RFC 9113, 8.2.2). */
const CONNECTION_SPECIFIC: ReadonlySet<string> = new Set([
  'connection',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
])

/** A request's headers for `node:http2`: names in lower case, repeated ones joined (RFC 9110, 5.3). */
export function toHttp2Headers(request: UpstreamRequest): OutgoingHttpHeaders {
  const { origin, method, path, headers, body } = request
  const { protocol, host } = new URL(origin)
  const fields: Record<string, string> = {
    ':method': method,
    ':scheme': protocol.slice(0, -1),
    ':authority': host,
    ':path': path,
  }
  for (let at = 0; at < headers.length; at += 2) {
    const name = (headers[at] as string).toLowerCase()
    const value = headers[at + 1] as string
    if (CONNECTION_SPECIFIC.has(name)) continue
    fields[name] = name in fields ? `${fields[name]}, ${value}` : value
  }
  if (body !== null) fields['content-length'] = String(body.length)
  return fields
}

/** The header lines of an answer, without the status. */
export function fromHttp2Headers(raw: RawHeaders): string[] {
  const headers: string[] = []
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at] as string
    if (!name.startsWith(':')) headers.push(name, raw[at + 1] as string)
  }
  return headers
}
