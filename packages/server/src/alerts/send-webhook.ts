import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { Secret } from '@ccload/core'
import { toReason } from '../database/wait-for-database.js'
import type { AddressPolicy } from '../security/address-policy.js'
import { createGuardedLookup, type Lookup } from '../security/guarded-lookup.js'
import { version } from '../version.js'
import { toSignature } from './signature.js'
import { refuseWebhookUrl } from './webhook-url.js'

/** What a receiver made of an alert. */
export type Delivery =
  | { readonly kind: 'accepted'; readonly statusCode: number }
  /** Worth another try: the receiver is overloaded, or not there. */
  | { readonly kind: 'failed'; readonly statusCode: number | null; readonly reason: string }
  /** Another try would be no better. */
  | { readonly kind: 'refused'; readonly statusCode: number | null; readonly reason: string }

/** Where alerts go, and how. */
export interface WebhookTarget {
  readonly url: string
  /** Empty: unsigned. */
  readonly secret: Secret
  readonly policy: AddressPolicy
  /** Resolves names in the place of the system. Closed addresses are refused whatever it answers. */
  readonly lookup?: Lookup | undefined
}

const TIMEOUT_MS = 10_000

/**
 * Posts a JSON body once. Redirects are not followed, for they could lead to where the address may
 * not. Never rejects. Nothing of the answer is kept but its status.
 */
export function sendWebhook(
  target: WebhookTarget,
  message: { readonly id: string; readonly body: string; readonly time: number },
): Promise<Delivery> {
  const { url, secret, policy, lookup } = target
  const { id, body, time } = message
  const refused = refuseWebhookUrl(url, policy)
  if (refused !== undefined) {
    return Promise.resolve({ kind: 'refused', statusCode: null, reason: refused })
  }
  const key = secret.reveal()
  const seconds = Math.floor(time / 1_000)
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'user-agent': `ccload/${version}`,
    'ccload-delivery': id,
    'ccload-timestamp': String(seconds),
    ...(key !== '' && { 'ccload-signature': toSignature(key, seconds, body) }),
  }
  const send = /^https:/i.test(url) ? requestHttps : requestHttp
  return new Promise((resolve) => {
    const fail = (error: unknown) => {
      const isClosed = error instanceof Error && 'code' in error && error.code === 'EACCES'
      const kind = isClosed ? 'refused' : 'failed'
      resolve({ kind, statusCode: null, reason: toReason(error) })
    }
    const request = send(
      url,
      {
        method: 'POST',
        headers,
        agent: false,
        lookup: createGuardedLookup(policy, lookup),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      },
      (response) => {
        response.on('error', () => {}).resume()
        resolve(toDelivery(response.statusCode ?? 0))
      },
    )
    request.on('error', fail)
    request.end(body)
  })
}

function toDelivery(statusCode: number): Delivery {
  if (statusCode >= 200 && statusCode < 300) return { kind: 'accepted', statusCode }
  const isPassing = statusCode >= 500 || statusCode === 408 || statusCode === 429
  const reason = `the receiver answered ${statusCode}`
  return { kind: isPassing ? 'failed' : 'refused', statusCode, reason }
}
