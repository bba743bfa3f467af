import { randomBytes, randomInt, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { isTrivialPassword } from './trivial-password.js'

const deriveKey = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt)

/** The admin password as it may be stored. */
export interface AdminCredential {
  /** `scrypt$N$r$p$salt$key`, the last two in base64url. */
  readonly hash: string
  /** So easily guessed that only this machine may be let in with it. */
  readonly trivial: boolean
}

/** How much work a guess costs. Stored with each hash, so that it can be raised later. */
export interface ScryptCost {
  readonly N: number
  readonly r: number
  readonly p: number
}

/** 32 MiB and about a quarter of a second: OWASP's choice for machines with little memory. */
const DEFAULT_COST: ScryptCost = { N: 2 ** 15, r: 8, p: 3 }

/** Longer input is refused unhashed, so that hashing cannot be made expensive. */
export const MAX_PASSWORD_LENGTH = 1024

/** Hashes a password with a salt of its own. */
export async function createCredential(
  password: string,
  cost: ScryptCost = DEFAULT_COST,
): Promise<AdminCredential> {
  const salt = randomBytes(16)
  const key = await derive(password, salt, cost)
  const parts = [cost.N, cost.r, cost.p, salt.toString('base64url'), key.toString('base64url')]
  return { hash: `scrypt$${parts.join('$')}`, trivial: isTrivialPassword(password) }
}

/** Whether it is the password. Takes equally long whatever the answer; never throws. */
export async function verifyPassword(password: string, hash: string): Promise<boolean> {
  const [scheme, N, r, p, salt, key] = hash.split('$')
  if (scheme !== 'scrypt' || salt === undefined || key === undefined) return false
  if (password.length > MAX_PASSWORD_LENGTH) return false
  const cost = { N: Number(N), r: Number(r), p: Number(p) }
  const expected = Buffer.from(key, 'base64url')
  const actual = await derive(password, Buffer.from(salt, 'base64url'), cost).catch(() => undefined)
  return actual?.length === expected.length && timingSafeEqual(actual, expected)
}

function derive(password: string, salt: Buffer, cost: ScryptCost): Promise<Buffer> {
  const maxmem = 256 * cost.N * cost.r
  return deriveKey(password.normalize('NFKC'), salt, 32, { ...cost, maxmem })
}

/** Unambiguous when read aloud or retyped: no 0/O, 1/l/I. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789'

/** A password for a new installation: 20 characters in groups, about 99 bits. */
export function generatePassword(): string {
  const group = () =>
    Array.from({ length: 5 }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('')
  return [group(), group(), group(), group()].join('-')
}
