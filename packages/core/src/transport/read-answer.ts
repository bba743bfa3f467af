import type { Socket } from 'node:net'
import { ConnectionError } from './to-fault.js'

/** More than any proxy says before a tunnel is open. */
const LIMIT = 16 * 1024

/**
 * Reads what a proxy answers, and not a byte more: `measure` tells its length as soon as it can.
 * Rejects with a `ConnectionError` when the connection ends first, or when anything follows: the
 * far side of a tunnel has nothing to say before it is asked.
 */
export function readAnswer(
  socket: Socket,
  measure: (bytes: Buffer) => number | undefined,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let bytes: Buffer = Buffer.alloc(0)
    const settle = (finish: () => void) => {
      socket.off('readable', read).off('error', fail).off('end', ended).off('close', ended)
      finish()
    }
    const fail = (error: Error) => settle(() => reject(error))
    const ended = () => fail(new ConnectionError('CLOSED', 'the proxy closed the connection'))
    const read = () => {
      for (let chunk = socket.read(); chunk !== null; chunk = socket.read()) {
        bytes = Buffer.concat([bytes, chunk])
      }
      const length = measure(bytes)
      if (length === bytes.length) settle(() => resolve(bytes))
      else if (bytes.length > (length ?? LIMIT)) {
        fail(new ConnectionError('PROXY_REFUSED', 'the proxy said more than it was asked'))
      }
    }
    socket.on('readable', read).on('error', fail).on('end', ended).on('close', ended)
  })
}
