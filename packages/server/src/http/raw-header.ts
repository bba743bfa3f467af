/**
 * A header's value from the flat list that Node keeps, without having it parse all the others: for
 * what is asked of every request. Several lines of a name are joined by commas.
 */
export function rawHeader(rawHeaders: readonly string[], lowerName: string): string | undefined {
  let value: string | undefined
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? ''
    if (name.length === lowerName.length && name.toLowerCase() === lowerName) {
      const line = rawHeaders[at + 1] ?? ''
      value = value === undefined ? line : `${value}, ${line}`
    }
  }
  return value
}
