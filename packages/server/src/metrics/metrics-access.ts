import { createHash, timingSafeEqual } from 'node:crypto'
import type { Secret } from '@ccload/core'

/**
 * Whether an `authorization` header brings the token of the metrics. Takes the same time whatever
 * it is compared to.
 */
export function bringsToken(header: string | undefined, token: Secret): boolean {
  const offered = /^bearer +(.+)$/i.exec(header ?? '')?.[1] ?? ''
  return timingSafeEqual(digest(offered), digest(token.reveal()))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
