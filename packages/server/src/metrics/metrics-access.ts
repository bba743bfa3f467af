import { createHash, timingSafeEqual } from 'node:crypto'

/**
 * Whether an `authorization` header brings the token of the metrics. Takes the same time whatever
 * it is compared to.
 */
export function bringsToken(header: string | undefined, token: string): boolean {
  const offered = /^bearer +(.+)$/i.exec(header ?? '')?.[1] ?? ''
  return timingSafeEqual(digest(offered), digest(token))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
