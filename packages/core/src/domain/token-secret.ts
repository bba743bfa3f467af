import { createHash } from 'node:crypto'

/** What a token's secret begins with, so that people and secret scanners know it for what it is. */
const MARK = 'ccl_'

/** Characters after the mark that are kept to recognise a token by: 36 bits of its 256. */
const SHOWN_CHARACTERS = 6

/** A token's secret, of random bytes: 32 of them cannot be guessed. */
export function toTokenSecret(bytes: Uint8Array): string {
  return `${MARK}${Buffer.from(bytes).toString('base64url')}`
}

/** The beginning of a secret, which may be shown. */
export function toTokenPrefix(secret: string): string {
  return secret.slice(0, MARK.length + SHOWN_CHARACTERS)
}

/**
 * SHA-256 in hex: what is stored of a secret. A fast hash will do, for the secret is random and too
 * long to be searched for. It opens nothing: what a client sends is digested before it is looked up.
 */
export function toTokenDigest(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
