import { type AddressPolicy, refuseHost } from './address-policy.js'

/** A base URL in the form in which channels keep it, or what is wrong with it. */
export type UpstreamUrl =
  | { readonly ok: true; readonly url: string }
  | { readonly ok: false; readonly reason: string }

/**
 * Checks a channel's base URL: http or https, without credentials, query and fragment, and not
 * at a closed address. The answer has the canonical spelling (numbers in place of `0x7f.1`, no
 * trailing slash). A path prefix stays.
 */
export function parseUpstreamUrl(text: string, policy: AddressPolicy): UpstreamUrl {
  const trimmed = text.trim()
  if (/[\s\p{Cc}\\]/u.test(trimmed)) return refuse('must not contain spaces or backslashes')
  if (!/^https?:\/\/[^/]/i.test(trimmed) || !URL.canParse(trimmed)) {
    return refuse('must be a URL such as https://api.anthropic.com')
  }
  const url = new URL(trimmed)
  if (url.username !== '' || url.password !== '') return refuse('must not contain credentials')
  if (/[?#]/.test(trimmed)) return refuse('must not have a query or a fragment')
  const reason = refuseHost(url.hostname, policy)
  if (reason) return refuse(`${url.hostname} ${reason}`)
  const path = url.pathname.replace(/\/+$/, '')
  if (/\/v1(\/|$)/i.test(path)) {
    return refuse(
      'leave out /v1 and what follows: it is part of every request and appended as it is',
    )
  }
  return { ok: true, url: url.origin + path }
}

function refuse(reason: string): UpstreamUrl {
  return { ok: false, reason }
}
