import { X509Certificate } from 'node:crypto'
import * as z from 'zod'
import { type AddressPolicy, refuseHost } from '../security/address-policy.js'
import { line, record } from './field-schemas.js'

const limit = z.int().min(1).max(1_000_000_000_000).nullish()

/** How much a channel may be used; null or left out: no limit. */
export const limits = z.strictObject({
  requests_per_minute: limit,
  concurrent: limit,
  daily_cost_micro_usd: limit,
})

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 09:30')

/** When a channel is used; `from` after `to` spans midnight. */
export const activeHours = z.strictObject({
  from: timeOfDay,
  to: timeOfDay,
  time_zone: z
    .string()
    .refine(isTimeZone, 'must be the name of a time zone, such as Asia/Shanghai'),
})

/** What a channel's headers may not name: credentials, and what transport and proxy decide. */
const RESERVED = new Set([
  'authorization',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'cookie',
  'expect',
  'forwarded',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-api-key',
  'x-goog-api-key',
])

const headerName = z
  .string()
  .max(100)
  .regex(/^[\w!#$%&'*+.^`|~-]+$/, 'is no name of a header')
const headerValue = z
  .string()
  .trim()
  .max(4096)
  .regex(/^[\x20-\x7e]*$/, 'must consist of visible ASCII characters')

/** Headers that a channel's requests get. Neither line breaks nor credentials. */
export const headers = record(headerName, headerValue.nullable()).superRefine((given, context) => {
  const names = Object.keys(given)
  if (names.length > 32) context.addIssue({ code: 'custom', message: 'must be 32 at most' })
  for (const name of names) {
    if (!RESERVED.has(name.toLowerCase()) && !/^proxy-/i.test(name)) continue
    context.addIssue({ code: 'custom', path: [name], message: 'cannot be set for a channel' })
  }
})

/** How connections to a channel are made, with the proxy held to the given policy. */
export const connection = (policy: AddressPolicy) =>
  z.strictObject({
    proxy_url: line(2000)
      .transform((text, context) => {
        const reason = refuseProxy(text, policy)
        if (reason) context.issues.push({ code: 'custom', message: reason, input: text })
        return text
      })
      .nullish(),
    insecure_tls: z.boolean().nullish(),
    ca: z.string().max(200_000).refine(isPem, 'must be certificates in PEM form').nullish(),
    http2: z.boolean().nullish(),
  })

function refuseProxy(text: string, policy: AddressPolicy): string | undefined {
  if (!/^(https?|socks5):\/\/[^/]/i.test(text) || !URL.canParse(text)) {
    return 'must be a URL such as socks5://127.0.0.1:1080'
  }
  const url = new URL(text)
  if (/^\/./.test(url.pathname) || /[?#]/.test(text)) return 'must not have a path'
  // Other schemes than http keep the host as it was spelled.
  const { hostname } = new URL(`http://${url.host}`)
  const reason = refuseHost(hostname, policy)
  return reason && `${hostname} ${reason}`
}

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}

function isPem(text: string): boolean {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  try {
    return blocks.length > 0 && blocks.every((block) => new X509Certificate(block))
  } catch {
    return false
  }
}
