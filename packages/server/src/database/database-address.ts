import { Secret } from '@ccload/core'

/** Where an installation keeps everything. */
export type DatabaseAddress = FileAddress | ServerAddress

/** A SQLite file. */
export interface FileAddress {
  readonly kind: 'sqlite'
  /** A path, or `:memory:`. */
  readonly path: string
  /** As people may see it. */
  readonly name: string
}

/** A database on a server. */
export interface ServerAddress {
  readonly kind: 'postgres' | 'mysql'
  /** With the password. */
  readonly url: Secret
  readonly password: Secret
  /** As people may see it: without the user and the password. */
  readonly name: string
}

const KINDS = new Map([
  ['postgres:', 'postgres'],
  ['postgresql:', 'postgres'],
  ['mysql:', 'mysql'],
  ['mariadb:', 'mysql'],
] as const)

/** The address of a SQLite file. */
export function toFileAddress(path: string): FileAddress {
  return { kind: 'sqlite', path, name: path }
}

/**
 * The address that a `sqlite:`, `postgres:`, `postgresql:`, `mysql:` or `mariadb:` URL stands for.
 * Undefined: it is none. A SQLite path is relative to the working directory, as in
 * `sqlite:data/ccload.db`, or absolute, as in `sqlite:/var/lib/ccload.db`.
 */
export function toDatabaseAddress(text: string): DatabaseAddress | undefined {
  const file = /^sqlite:(?:\/\/(?=\/))?(\P{Cc}+)$/u.exec(text)?.[1]
  if (file !== undefined) return toFileAddress(file)
  if (!URL.canParse(text)) return undefined
  const url = new URL(text)
  const kind = KINDS.get(url.protocol as Parameters<typeof KINDS.get>[0])
  const database = url.pathname.slice(1)
  if (kind === undefined || url.hostname === '' || database === '') return undefined
  const password = decode(url.password)
  if (password === undefined || decode(url.username) === undefined) return undefined
  // The drivers take the rest as it stands; the other spelling of the scheme they do not know.
  const rest = text.slice(text.indexOf(':'))
  return {
    kind,
    url: new Secret(`${kind}${rest}`),
    password: new Secret(password),
    name: `${kind}://${url.host}/${database}`,
  }
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
