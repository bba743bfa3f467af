import type { Socket } from 'node:net'
import type { Recording } from './recorded-request.js'
import type { Reply } from './reply.js'

/**
 * Puts a reply on a connection, at the peer's pace. Resolves to whether the connection can take
 * another request; never rejects. `closed` is aborted when the connection closes.
 */
export async function playReply(
  socket: Socket,
  reply: Reply,
  recording: Recording,
  closed: AbortSignal,
): Promise<boolean> {
  try {
    await reply.beforeHead?.pass(closed)
    await write(socket, reply.head, recording, closed)
    for (const piece of reply.pieces) {
      await reply.beforeEach?.pass(closed)
      await write(socket, piece, recording, closed)
    }
    await reply.beforeEnd?.pass(closed)
    return await finish(socket, reply, recording, closed)
  } catch (cause) {
    if (!closed.aborted) throw cause
    recording.finished('cut')
    return false
  }
}

async function finish(
  socket: Socket,
  reply: Reply,
  recording: Recording,
  closed: AbortSignal,
): Promise<boolean> {
  switch (reply.ending) {
    case 'complete':
      await write(socket, reply.tail, recording, closed)
      recording.finished('complete')
      return true
    case 'close':
      socket.end()
      recording.finished('complete')
      return false
    case 'reset':
      socket.resetAndDestroy()
      recording.finished('complete')
      return false
    case 'hang':
      while (reply.pings) {
        await reply.pings.pass(closed)
        await write(socket, reply.ping, recording, closed)
      }
      recording.finished('complete')
      return false
  }
}

/** Resolves when the operating system has taken the bytes. */
function write(
  socket: Socket,
  bytes: Buffer,
  recording: Recording,
  closed: AbortSignal,
): Promise<void> {
  if (bytes.length === 0) return Promise.resolve()
  return new Promise((resolve, reject) => {
    const leave = () => reject(closed.reason)
    if (closed.aborted) {
      leave()
      return
    }
    closed.addEventListener('abort', leave, { once: true })
    const written = () => {
      recording.sent(bytes.length)
      closed.removeEventListener('abort', leave)
      resolve()
    }
    // What the system does not take at once stays with the socket: the peer is not reading.
    if (!socket.write(bytes, written) || socket.writableLength > 0) setImmediate(noteBlocked)
    function noteBlocked() {
      if (socket.writableLength > 0) recording.blocked()
    }
  })
}
