const MASK = '****'

/** A URL with its password masked. Null stays null. */
export function maskUrl(url: string | null): string | null {
  if (url === null || !URL.canParse(url)) return url
  const parsed = new URL(url)
  if (parsed.password === '') return url
  parsed.password = MASK
  return parsed.href
}

/** Whether a URL is one that {@link maskUrl} has made. */
export function isMaskedUrl(url: string): boolean {
  return URL.canParse(url) && new URL(url).password === MASK
}
