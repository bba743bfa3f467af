import { Secret, toSecret } from '@ccload/core'
import { type AdminCredential, createCredential } from './password.js'
import { isTrivialPassword } from './trivial-password.js'

/** An admin password that is hashed when it is first needed: that takes a quarter of a second. */
export interface PendingCredential {
  /** As in {@link AdminCredential}. */
  readonly trivial: boolean
  hash(): Promise<string>
}

/** A password in plain, or as it may be stored, as one that is hashed when it is needed. */
export function toPending(
  password: string | Secret | AdminCredential | PendingCredential,
): PendingCredential {
  if (typeof password === 'string' || password instanceof Secret) {
    const plain = toSecret(password)
    let hashed: Promise<AdminCredential> | undefined
    return {
      trivial: isTrivialPassword(plain.reveal()),
      async hash() {
        hashed ??= createCredential(plain.reveal())
        return (await hashed).hash
      },
    }
  }
  const { trivial, hash } = password
  return typeof hash === 'string' ? { trivial, hash: async () => hash } : { trivial, hash }
}
