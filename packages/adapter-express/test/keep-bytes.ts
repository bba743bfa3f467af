import type { IncomingMessage } from 'node:http'

/** Reads bodies before everybody else and keeps their bytes, as cloud functions do. */
export function keepBytes(request: IncomingMessage, _response: unknown, next: () => void): void {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    Object.assign(request, { rawBody: Buffer.concat(chunks) })
    next()
  })
}
