import type { Socket } from 'node:net'

/** A connection that ended while more bytes were due. */
export class CutError extends Error {
  /** True when the peer reset the connection, false when it ended it in order. */
  readonly reset: boolean

  constructor(reset: boolean) {
    super(reset ? 'the peer reset the connection' : 'the connection ended too early')
    this.name = 'CutError'
    this.reset = reset
  }
}

/** Takes bytes off a socket in the order in which they came. One reader per socket, one read at a time. */
export interface ByteReader {
  /** The bytes before `delimiter`, which is taken off too. Rejects with {@link CutError}. */
  until(delimiter: string): Promise<Buffer>
  /** Between 1 and `limit` bytes, as soon as there are any; null after an orderly end. */
  some(limit: number): Promise<Buffer | null>
  /** True when bytes are there or still come; false after an orderly end. */
  more(): Promise<boolean>
}

/**
 * Reads a socket by demand. `eager` keeps the socket flowing between reads, so that the peer's
 * close is noticed at once; without it nothing is read ahead and the peer feels back-pressure.
 */
export function createByteReader(socket: Socket, options: { eager: boolean }): ByteReader {
  let held: Buffer = Buffer.alloc(0)
  let state: 'open' | 'ended' | 'reset' = 'open'
  let wake: (() => void) | undefined

  const notify = () => {
    const waiting = wake
    wake = undefined
    waiting?.()
  }
  socket.on('data', (chunk: Buffer) => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk])
    if (!options.eager) socket.pause()
    notify()
  })
  socket.on('end', () => {
    if (state === 'open') state = 'ended'
    notify()
  })
  socket.on('error', () => {
    state = 'reset'
    notify()
  })
  socket.on('close', () => {
    if (state === 'open') state = 'reset'
    notify()
  })
  if (!options.eager) socket.pause()

  const arrival = () =>
    new Promise<void>((resolve) => {
      wake = resolve
      socket.resume()
    })
  const take = (count: number): Buffer => {
    const taken = held.subarray(0, count)
    held = held.subarray(count)
    return taken
  }

  return {
    async until(delimiter) {
      let from = 0
      for (;;) {
        const at = held.indexOf(delimiter, from, 'latin1')
        if (at >= 0) {
          const taken = take(at)
          take(delimiter.length)
          return taken
        }
        from = Math.max(0, held.length - delimiter.length)
        if (state !== 'open') throw new CutError(state === 'reset')
        await arrival()
      }
    },
    async some(limit) {
      while (held.length === 0) {
        if (state === 'reset') throw new CutError(true)
        if (state === 'ended') return null
        await arrival()
      }
      return take(limit)
    },
    async more() {
      while (held.length === 0 && state === 'open') await arrival()
      if (held.length === 0 && state === 'reset') throw new CutError(true)
      return held.length > 0
    },
  }
}
