import { Socket } from 'node:net'

/** All sockets read into this: what is in it is used up before the next read. */
const readBuffer = Buffer.allocUnsafeSlow(256 * 1024)

/**
 * Moves an accepted connection to a socket that reads into one shared buffer. Node offers this for
 * outgoing connections only (`onread`); without it each read allocates 64 KB, and with long bodies
 * the mock would be slower than what is measured. Uses the undocumented handle of the socket.
 *
 * @param {Socket} accepted of a server with `pauseOnConnect`
 * @param {(bytes: Buffer) => void} onData the bytes are overwritten after the call
 * @returns {Socket}
 */
export function takeOver(accepted, onData) {
  const holder = /** @type {{ _handle: unknown }} */ (/** @type {unknown} */ (accepted))
  const handle = holder._handle
  holder._handle = null
  const options = {
    handle,
    onread: {
      buffer: readBuffer,
      callback: (/** @type {number} */ length, /** @type {Buffer} */ buffer) => {
        onData(buffer.subarray(0, length))
        return true
      },
    },
  }
  const socket = new Socket(/** @type {import('node:net').SocketConstructorOpts} */ (options))
  socket.resume()
  return socket
}
