/** Takes secrets out of text before it leaves the process by a side door, such as a log. */
export interface Scrubber {
  /** Masks these from now on, too. Ones that are too short to be recognised are left out. */
  protect(secrets: Iterable<string>): void
  scrub(text: string): string
}

const MIN_LENGTH = 6

/** Anthropic's and OpenAI's keys, and whatever follows `Bearer`. */
const CREDENTIAL = /\b(sk-[\w-]{4})[\w-]{8,}|\b(bearer )[^\s"\\]{8,}/gi

/**
 * Masks the secrets it was told of, raw, base64, URL-encoded or as JSON has them, and besides
 * whatever looks like a credential.
 */
export function createScrubber(): Scrubber {
  const spellings = new Set<string>()
  let pattern: RegExp | undefined
  return {
    protect(secrets) {
      const before = spellings.size
      for (const secret of secrets) {
        if (secret.length < MIN_LENGTH) continue
        for (const spelling of spellingsOf(secret)) spellings.add(spelling)
      }
      if (spellings.size === before) return
      const longestFirst = [...spellings].sort((a, b) => b.length - a.length)
      pattern = new RegExp(longestFirst.map(escapeRegExp).join('|'), 'g')
    },
    scrub(text) {
      const masked = text.replace(CREDENTIAL, (_, key, bearer) => `${key ?? bearer}****`)
      return pattern === undefined ? masked : masked.replace(pattern, '****')
    },
  }
}

function spellingsOf(secret: string): string[] {
  const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '')
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), base64]
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
