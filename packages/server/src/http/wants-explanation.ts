import type { IncomingMessage } from 'node:http'
import { rawHeader } from './raw-header.js'

/** Whether a request wants to know where it would go, rather than go there. */
export function wantsExplanation({ method, rawHeaders }: IncomingMessage): boolean {
  return method === 'POST' && rawHeader(rawHeaders, 'x-ccload-explain') === '1'
}
