/** The request headers that tell where a browser's request came from. */
export interface OriginHeaders {
  readonly 'sec-fetch-site'?: string | string[] | undefined
  readonly origin?: string | undefined
}

/**
 * Whether a request came from our own page, or from no page at all. SameSite cookies are not
 * enough: another port of the same host counts as the same site. Browsers send `Sec-Fetch-Site`
 * to https and localhost only, but `Origin` with every cross-origin request that changes
 * something; programs send neither.
 */
export function isSameOrigin(headers: OriginHeaders, host: string | undefined): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  const { origin } = headers
  if (origin === undefined) return true
  return host !== undefined && URL.canParse(origin) && new URL(origin).host === host.toLowerCase()
}
