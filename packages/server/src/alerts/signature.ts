import { createHmac } from 'node:crypto'

/**
 * What an alert is signed by: HMAC-SHA-256 with the secret over the time in Unix seconds, a full
 * stop and the body as it is sent. A receiver compares it, and refuses what is minutes old.
 */
export function toSignature(secret: string, seconds: number, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`
}
