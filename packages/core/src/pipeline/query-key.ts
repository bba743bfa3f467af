/**
 * A request target without the query parameter `key`, in which clients of Gemini's API may send
 * their credential. Everything else stays byte by byte as it is.
 */
export function withoutQueryKey(target: string): string {
  const start = target.indexOf('?') + 1
  // An upstream would also take a name that is spelled with %6b for the same.
  if (start === 0 || !/key|%/i.test(target.slice(start))) return target
  const parameters = target.slice(start).split('&')
  const kept = parameters.filter((parameter) => !isKey(parameter))
  if (kept.length === parameters.length) return target
  return kept.length === 0
    ? target.slice(0, start - 1)
    : `${target.slice(0, start)}${kept.join('&')}`
}

function isKey(parameter: string): boolean {
  const [name = ''] = parameter.split('=', 1)
  try {
    return decodeURIComponent(name).trim().toLowerCase() === 'key'
  } catch {
    return false
  }
}
