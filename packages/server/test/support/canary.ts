import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The ways in which a secret could stand in a text. Base64 shifts by what stands before it. */
export function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret)
  const shifted = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64')
    // Without the characters that neighbours have a part in.
    return text.slice(before === 0 ? 0 : before + 1).replace(/.?=*$/, '')
  })
  const hex = bytes.toString('hex')
  return [secret, encodeURIComponent(secret), hex, hex.toUpperCase(), ...shifted]
}

/** Which of the secrets stand in a text, in whatever spelling: none, if all is well. */
export function findSecrets(text: string, secrets: readonly string[]): string[] {
  return secrets.filter((secret) => spellings(secret).some((spelling) => text.includes(spelling)))
}

/** All that the files of a folder hold, byte by byte. */
export function readFolder(folder: string): Map<string, string> {
  return new Map(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name)).toString('latin1')]),
  )
}
