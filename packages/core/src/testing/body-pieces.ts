import type { BodySource, Bytes, CutPoint, Delivery } from './behaviour.js'

/** UTF-8 for text, bytes as they are. */
export function toBuffer(bytes: Bytes): Buffer {
  return typeof bytes === 'string'
    ? Buffer.from(bytes)
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** A body's pieces, in the order of sending. */
export function toPieces(body: BodySource): Buffer[] {
  if (typeof body === 'string' || body instanceof Uint8Array) {
    return body.length === 0 ? [] : [toBuffer(body)]
  }
  if ('pieces' in body) return body.pieces.map(toBuffer)
  return new Array<Buffer>(body.times).fill(Buffer.from(body.repeat))
}

/** What is sent of the body up to its cut. */
export function cutPieces(pieces: readonly Buffer[], at: CutPoint | undefined): readonly Buffer[] {
  if (at === undefined) return pieces
  if (at === 'in-character') {
    const body = Buffer.concat(pieces)
    const first = body.findIndex((byte) => byte >= 0xc2)
    return cutPieces(pieces, { bytes: first + 1 })
  }
  if ('events' in at) {
    const whole = pieces.slice(0, at.events)
    const part = pieces[at.events]?.subarray(0, at.bytes ?? 0) ?? Buffer.alloc(0)
    return part.length > 0 ? [...whole, part] : whole
  }
  const kept: Buffer[] = []
  let left = at.bytes
  for (const piece of pieces) {
    if (left <= 0) break
    kept.push(piece.subarray(0, left))
    left -= piece.length
  }
  return kept
}

/** The same bytes in the writes that the delivery asks for. */
export function splitPieces(
  pieces: readonly Buffer[],
  { splitAt, splitEvery }: Pick<Delivery, 'splitAt' | 'splitEvery'>,
): readonly Buffer[] {
  if (!splitAt && !splitEvery) return pieces
  const body = Buffer.concat(pieces)
  const ends = splitAt
    ? [...splitAt, body.length]
    : Array.from({ length: Math.ceil(body.length / Number(splitEvery)) }, (_, at) =>
        Math.min(body.length, (at + 1) * Number(splitEvery)),
      )
  let start = 0
  return ends.flatMap((end) => {
    const piece = body.subarray(start, end)
    start = end
    return piece.length > 0 ? [piece] : []
  })
}
