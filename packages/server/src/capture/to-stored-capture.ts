import type { CapturedAttempt, CapturedBody, RawHeaders } from '@ccload/core'
import type { Scrubber } from '../security/scrubber.js'
import { isSensitiveHeader } from '../security/sensitive-header.js'
import type { StoredBody, StoredCapture, StoredHeaders } from './capture-store.js'
import { decodeBytes } from './decode-bytes.js'

/**
 * So much of a body that breaks off is not kept: a secret that stands across its end could not be
 * recognised. Longer than any spelling of a usual key.
 */
export const MARGIN_BYTES = 4 * 1024

/** Hold nothing but credentials: not kept, not even masked. */
const CREDENTIAL_HEADERS = new Set([
  'authorization',
  'proxy-authorization',
  'x-api-key',
  'x-goog-api-key',
  'api-key',
  'x-admin-password',
  'cookie',
  'set-cookie',
])

/**
 * A captured attempt as it may be kept: bodies decoded to text, secrets masked, credentials left
 * out. The sink that has captured it has to have asked for {@link MARGIN_BYTES} more than `maxBytes`.
 */
export async function toStoredCapture(
  captured: CapturedAttempt,
  maxBytes: number,
  scrub: Scrubber['scrub'],
): Promise<StoredCapture> {
  const { request, answer, ...subject } = captured
  const { method, url } = request
  const toBody = (body: CapturedBody, headers: RawHeaders) =>
    toStoredBody(body, codingOf(headers), maxBytes, scrub)
  return {
    ...subject,
    status: answer?.status ?? null,
    request: {
      method,
      url: scrub(url),
      headers: toStoredHeaders(request.headers, scrub),
      body: await toBody(request.body, request.headers),
    },
    answer: answer && {
      headers: toStoredHeaders(answer.headers, scrub),
      body: await toBody(answer.body, answer.headers),
    },
  }
}

function toStoredHeaders(headers: RawHeaders, scrub: Scrubber['scrub']): StoredHeaders {
  const kept: [string, string][] = []
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const [name = '', value = ''] = headers.slice(at, at + 2)
    if (CREDENTIAL_HEADERS.has(name.toLowerCase())) continue
    kept.push([name, isSensitiveHeader(name) ? '****' : scrub(value)])
  }
  return kept
}

async function toStoredBody(
  { bytes, totalBytes }: CapturedBody,
  coding: string,
  maxBytes: number,
  scrub: Scrubber['scrub'],
): Promise<StoredBody> {
  const isShort = totalBytes > bytes.length
  const decoded = await decodeBytes(bytes, coding, maxBytes + MARGIN_BYTES)
  if (decoded === undefined) return { text: null, totalBytes, isCut: isShort }
  const text = scrub(Buffer.from(decoded.bytes).toString('utf8'))
  // Masking makes a text shorter, so what is taken off covers the margin at least.
  const whole = isShort || decoded.isCut ? text.slice(0, -MARGIN_BYTES) : text
  return {
    text: whole.slice(0, maxBytes),
    totalBytes,
    isCut: isShort || decoded.isCut || whole.length > maxBytes,
  }
}

function codingOf(headers: RawHeaders): string {
  const at = headers.findIndex((name, place) => {
    return place % 2 === 0 && name.toLowerCase() === 'content-encoding'
  })
  return at === -1 ? '' : (headers[at + 1] ?? '').trim().toLowerCase()
}
