import { scryptSync } from 'node:crypto'
import { CcloadError, type Secret, type Store } from '@ccload/core'
import type { SettingStore } from '../state/admin-store.js'
import { type EncryptedSettings, encryptSettings } from './encrypt-settings.js'
import { type EncryptedStore, encryptStore } from './encrypt-store.js'
import { createKeyCipher } from './key-cipher.js'
import { generateSecret, readSecretFile, type Secrets, writeSecretFile } from './secret-file.js'

/** Where the secret comes from that channels' keys are encrypted with. */
export interface SecretSource {
  /** Passphrases of the owner, the current one first, older ones for a rotation. May be empty. */
  readonly passphrases: readonly Secret[]
  /** The file that holds a generated secret where there is no passphrase. Undefined: in memory. */
  readonly file: string | undefined
  /** Whether to generate a new secret for the file. */
  readonly rotate: boolean
}

/**
 * A store with keys encrypted at rest, and settings with their secrets, everything in them under the
 * current secret. During a rotation old and new secret stand in the file together until all is
 * written, so that a crash at any point loses nothing. Rejects with `invalid_option` when no secret
 * fits.
 */
export async function openEncryptedStore(
  { store, settings }: { readonly store: Store; readonly settings: SettingStore },
  source: SecretSource,
): Promise<{ readonly store: EncryptedStore; readonly settings: EncryptedSettings }> {
  const { passphrases, file, rotate } = source
  if (rotate && passphrases.length > 0) {
    throw new CcloadError(
      'invalid_option',
      'The secret is a passphrase: to rotate it, set CCLOAD_SECRET to <new>,<old> and start once.',
    )
  }
  const passphraseSecrets = passphrases.map((passphrase) => toSecretBytes(passphrase.reveal()))
  const fileSecrets = file === undefined ? [] : (readSecretFile(file) ?? [])
  const isFileCurrent = passphrases.length === 0
  const [first = generateSecret(), ...rest] = [...passphraseSecrets, ...fileSecrets]
  const secrets: Secrets =
    isFileCurrent && rotate ? [generateSecret(), first, ...rest] : [first, ...rest]
  const isChanged = secrets.length !== fileSecrets.length
  if (isFileCurrent && file !== undefined && isChanged) writeSecretFile(file, secrets)

  const cipher = createKeyCipher(secrets)
  const encrypted = {
    store: encryptStore(store, cipher),
    settings: encryptSettings(settings, cipher),
  }
  await encrypted.store.reencrypt()
  await encrypted.settings.reencrypt()
  if (isFileCurrent && file !== undefined && secrets.length > 1) {
    writeSecretFile(file, [secrets[0]])
  }
  return encrypted
}

/** Passphrases may be weak, so guessing one costs something; the salt has nothing to tell apart. */
function toSecretBytes(passphrase: string): Buffer {
  return scryptSync(passphrase, 'ccload channel keys', 32, {
    N: 2 ** 15,
    r: 8,
    p: 1,
    maxmem: 2 ** 26,
  })
}
