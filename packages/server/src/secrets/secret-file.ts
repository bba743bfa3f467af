import { randomBytes } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { CcloadError } from '@ccload/core'

/** 32 random bytes each, the current one first. */
export type Secrets = [Buffer, ...Buffer[]]

/** The secrets of a file, one per line, the current one first. Undefined: there is no such file. */
export function readSecretFile(path: string): Secrets | undefined {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
  const [current, ...older] = text.split('\n').filter(Boolean).map(fromLine)
  if (current === undefined || [current, ...older].some(({ length }) => length !== 32)) {
    throw new CcloadError('invalid_option', `${path} is damaged: restore it from a backup`)
  }
  return [current, ...older]
}

/** Replaces the file as a whole, or leaves it as it was. Only its owner can read it. */
export function writeSecretFile(path: string, secrets: Secrets): void {
  const text = secrets.map((secret) => `${secret.toString('base64')}\n`).join('')
  writeFileSync(`${path}.new`, text, { mode: 0o600 })
  renameSync(`${path}.new`, path)
}

/** A new secret for a file. */
export function generateSecret(): Buffer {
  return randomBytes(32)
}

function fromLine(line: string): Buffer {
  return Buffer.from(line, 'base64')
}
