import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { CcloadError } from '@ccload/core'

/** Encrypts channels' keys and other secrets for storage. */
export interface KeyCipher {
  encrypt(plain: string): string
  /**
   * The text that was encrypted; text that never was comes back as it is. Throws `invalid_option`
   * when none of the secrets fits.
   */
  decrypt(stored: string): string
  /** Whether it was encrypted with the current secret. */
  isCurrent(stored: string): boolean
}

const PREFIX = 'enc:v1'
const ALGORITHM = 'aes-256-gcm'
const IV_BYTES = 12
const TAG_BYTES = 16

/**
 * AES-256-GCM under the first of the given 32-byte secrets; the others only decrypt what was
 * written before a rotation. A stored key reads `enc:v1:<which secret>:<iv, text and tag>`.
 */
export function createKeyCipher(secrets: readonly [Buffer, ...Buffer[]]): KeyCipher {
  const byId = new Map(secrets.map((secret) => [idOf(secret), secret]))
  const [current] = secrets
  const currentPrefix = `${PREFIX}:${idOf(current)}:`

  return {
    encrypt(plain) {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv(ALGORITHM, current, iv)
      const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return currentPrefix + Buffer.concat([iv, text, cipher.getAuthTag()]).toString('base64url')
    },
    decrypt(stored) {
      if (!stored.startsWith(`${PREFIX}:`)) return stored
      const [, , id = '', payload = ''] = stored.split(':')
      const secret = byId.get(id)
      if (secret === undefined) throw wrongSecret()
      const bytes = Buffer.from(payload, 'base64url')
      try {
        const decipher = createDecipheriv(ALGORITHM, secret, bytes.subarray(0, IV_BYTES), {
          authTagLength: TAG_BYTES,
        }).setAuthTag(bytes.subarray(-TAG_BYTES))
        const text = decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES))
        return Buffer.concat([text, decipher.final()]).toString('utf8')
      } catch (cause) {
        throw wrongSecret(cause)
      }
    },
    isCurrent: (stored) => stored.startsWith(currentPrefix),
  }
}

/** Tells secrets apart without giving them away. */
function idOf(secret: Buffer): string {
  return createHash('sha256').update('ccload secret id').update(secret).digest('hex').slice(0, 8)
}

function wrongSecret(cause?: unknown): CcloadError {
  return new CcloadError(
    'invalid_option',
    'The keys in the database were encrypted with another secret. Give back the CCLOAD_SECRET, or the .secret file beside the database, that was in use.',
    { cause },
  )
}
