import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Response } from 'express'
import { type Streamed, setHead } from './reply.js'

/**
 * Sends a stream's pieces with back-pressure: the next one is asked for when there is room. Settles
 * when it is over, be it that the client left; rejects when the pieces fail, the answer broken off.
 */
export async function sendPieces(response: Response, reply: Streamed): Promise<void> {
  const { type, pieces, stallMs } = reply
  setHead(response, reply)
  response.type(type)
  // The head goes out at once, however long the next one takes.
  response.flushHeaders()
  if (response.req.method === 'HEAD') return void response.end()
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  response.setTimeout(stallMs, () => response.destroy())
  try {
    await pipeline(Readable.from(pieces(gone.signal)), response)
  } catch (error) {
    if (!gone.signal.aborted || isOwn(error)) throw error
  }
}

/** Whether an error came from the pieces, other than from the connection's end. */
function isOwn(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return code !== 'ERR_STREAM_PREMATURE_CLOSE' && code !== 'ECONNRESET' && code !== 'EPIPE'
}
