import { createSecretMatcher } from './secret-matcher.js'

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
 * Masks the secrets it was told of, raw, base64, hexadecimal, URL-encoded or as JSON has them, and
 * besides whatever looks like a credential.
 */
export function createScrubber(): Scrubber {
  const matcher = createSecretMatcher()
  const known = new Set<string>()
  return {
    protect(secrets) {
      for (const secret of secrets) {
        if (secret.length < MIN_LENGTH || known.has(secret)) continue
        known.add(secret)
        for (const spelling of spellingsOf(secret)) matcher.add(spelling)
      }
    },
    scrub(text) {
      // What is known first: the pattern may end in the middle of it, and hide what is left.
      const masked = matcher.mask(text)
      return masked.replace(CREDENTIAL, (_, key, bearer) => `${key ?? bearer}****`)
    },
  }
}

function spellingsOf(secret: string): string[] {
  const bytes = Buffer.from(secret)
  const hex = bytes.toString('hex')
  const inBase64 = [0, 1, 2].map((before) => toShiftedBase64(bytes, before))
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    new URLSearchParams({ '': secret }).toString().slice(1),
    hex,
    hex.toUpperCase(),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    ...inBase64,
    ...inBase64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
  ]
}

/**
 * How base64 spells a secret behind so many other bytes, as in `user:password`: the characters that
 * neighbours have no part in.
 */
function toShiftedBase64(bytes: Buffer, before: number): string {
  const text = Buffer.concat([Buffer.alloc(before), bytes])
    .toString('base64')
    .replace(/=+$/, '')
  const isLastWhole = (bytes.length + before) % 3 === 0
  return text.slice(before === 0 ? 0 : before + 1, isLastWhole ? undefined : -1)
}
