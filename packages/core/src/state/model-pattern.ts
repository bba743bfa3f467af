/** Whether a model name of a channel stands for many names. */
export function isPattern(name: string): boolean {
  return name.includes('*')
}

/**
 * Whether a name matches a pattern, in which each `*` stands for any characters or none. Works
 * without a regular expression, so that no pattern can be slow.
 */
export function matchesPattern(pattern: string, name: string): boolean {
  const [head = '', ...rest] = pattern.split('*')
  const tail = rest.pop()
  if (tail === undefined) return pattern === name
  if (name.length < head.length + tail.length) return false
  if (!name.startsWith(head) || !name.endsWith(tail)) return false
  const end = name.length - tail.length
  let at = head.length
  for (const piece of rest) {
    const found = name.indexOf(piece, at)
    if (found === -1 || found + piece.length > end) return false
    at = found + piece.length
  }
  return true
}
