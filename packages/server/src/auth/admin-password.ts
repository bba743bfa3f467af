import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { createSerialQueue } from '../serial-queue.js'
import type { LoginThrottle } from './login-throttle.js'
import { MAX_PASSWORD_LENGTH, verifyPassword } from './password.js'

/** What came of a password that was offered. */
export type PasswordCheck =
  | { readonly kind: 'right' }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'throttled'; readonly retryAfterMs: number }

/** Checks passwords that come in over the network. */
export interface AdminPassword {
  check(password: string, address: string): Promise<PasswordCheck>
}

/**
 * One gate for the login form and for `Authorization: Bearer`, both throttled alike. The right
 * password is remembered as an HMAC under a key of this process, so that scripts do not pay for
 * scrypt on each call. Hashing runs one at a time, and the same password offered many times at
 * once is hashed, and counted, once.
 */
export function createAdminPassword(options: {
  hash: () => Promise<string>
  throttle: LoginThrottle
}): AdminPassword {
  const { hash, throttle } = options
  const processKey = randomBytes(32)
  const oneAtATime = createSerialQueue()
  const underWay = new Map<string, Promise<PasswordCheck>>()
  let right: { hash: string; digest: Buffer } | undefined

  const verify = async (password: string, digest: Buffer): Promise<boolean> => {
    const current = await hash()
    if (right?.hash === current && timingSafeEqual(right.digest, digest)) return true
    if (!(await oneAtATime(() => verifyPassword(password, current)))) return false
    right = { hash: current, digest }
    return true
  }

  const attempt = async (
    password: string,
    digest: Buffer,
    address: string,
  ): Promise<PasswordCheck> => {
    const retryAfterMs = throttle.enter(address)
    if (retryAfterMs > 0) return { kind: 'throttled', retryAfterMs }
    if (!(await verify(password, digest))) return { kind: 'wrong' }
    throttle.succeed(address)
    return { kind: 'right' }
  }

  return {
    check(password, address) {
      const offered = password.slice(0, MAX_PASSWORD_LENGTH + 1)
      const digest = createHmac('sha256', processKey).update(offered).digest()
      const id = `${address} ${digest.toString('base64')}`
      const joined = underWay.get(id)
      if (joined) return joined
      const checking = attempt(offered, digest, address).finally(() => underWay.delete(id))
      underWay.set(id, checking)
      return checking
    },
  }
}
