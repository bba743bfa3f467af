/** Finds many fixed texts within others, at a cost that hardly depends on how many they are. */
export interface SecretMatcher {
  add(secret: string): void
  /** The text with a mask in the place of all that was added. */
  mask(text: string): string
}

/** Texts are told apart by their ends, as keys of one provider begin alike. */
const WINDOW = 6
const MASK = '****'

/**
 * A hash of the last two characters sorts out nearly every position, a map of the last six nearly
 * all the rest. No regular expression: one of thousands of keys would take a second to compile.
 */
export function createSecretMatcher(): SecretMatcher {
  const byEnd = new Map<string, Set<string>>()
  const mayEnd = new Uint8Array(65_536)

  return {
    add(secret) {
      if (secret.length < WINDOW) return
      const end = secret.slice(-WINDOW)
      const known = byEnd.get(end)
      if (known === undefined) byEnd.set(end, new Set([secret]))
      else known.add(secret)
      mayEnd[pairHash(secret, secret.length - 1)] = 1
    },
    mask(text) {
      let masked = ''
      let kept = 0
      for (let end = WINDOW; end <= text.length; end += 1) {
        if (mayEnd[pairHash(text, end - 1)] === 0) continue
        const secrets = byEnd.get(text.slice(end - WINDOW, end))
        if (secrets === undefined) continue
        const start = startOfLongest(text, end, secrets)
        if (start === undefined) continue
        // Where two overlap, both are gone.
        masked = start < kept ? masked : `${masked}${text.slice(kept, start)}${MASK}`
        kept = end
      }
      return kept === 0 ? text : masked + text.slice(kept)
    },
  }
}

function pairHash(text: string, last: number): number {
  return (text.charCodeAt(last - 1) * 251 + text.charCodeAt(last)) & 0xffff
}

function startOfLongest(text: string, end: number, secrets: Set<string>): number | undefined {
  let start: number | undefined
  for (const secret of secrets) {
    const at = end - secret.length
    if (at >= 0 && at < (start ?? end) && text.startsWith(secret, at)) start = at
  }
  return start
}
