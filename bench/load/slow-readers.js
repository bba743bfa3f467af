import { connect } from 'node:net'
import { rssOf } from '../lib/proc.js'
import { createBody, createHead } from '../wire/request.js'

/**
 * Clients that read long answers a little at a time: half of them a stream, half a plain answer.
 * What a proxy keeps for them shows in its memory.
 *
 * @typedef {object} SlowReadersJob
 * @property {'slow-readers'} do
 * @property {import('./load.js').Destination} to
 * @property {number} clients
 * @property {number} bytesPerSecond
 * @property {number} measureMs
 */

/** @param {SlowReadersJob} job */
export async function runSlowReaders(job) {
  const { port, headers, token, pids } = job.to
  const rssBefore = rssOf(pids)
  const sockets = Array.from({ length: job.clients }, (_, session) => {
    const stream = session % 2 === 0
    const body = createBody(2048, stream)
    const head = createHead({
      host: `127.0.0.1:${port}`,
      bodyBytes: body.length,
      session,
      headers: { ...headers, 'x-bench': stream ? 'stream' : 'plain' },
      token,
    })
    return readSlowly({
      port,
      request: Buffer.concat([Buffer.from(head, 'latin1'), body]),
      bytesPerSecond: job.bytesPerSecond,
    })
  })
  await new Promise((resolve) => setTimeout(resolve, job.measureMs))
  const rssBytes = rssOf(pids)
  const reading = sockets.filter((reader) => reader.bytesRead() > 0 && !reader.isClosed()).length
  for (const reader of sockets) reader.leave()
  return {
    rssBefore,
    rssBytes,
    reading,
    bytesRead: sockets.reduce((sum, reader) => sum + reader.bytesRead(), 0),
  }
}

/**
 * Once a second the socket is read until the budget is used up, and then not touched: the kernel's
 * buffers fill, and so does what the target keeps.
 *
 * @param {{ port: number, request: Buffer, bytesPerSecond: number }} options
 */
function readSlowly({ port, request, bytesPerSecond }) {
  let bytesRead = 0
  let isClosed = false
  const socket = connect({
    port,
    host: '127.0.0.1',
    onread: {
      buffer: Buffer.allocUnsafeSlow(bytesPerSecond),
      callback: (length) => {
        bytesRead += length
        return false
      },
    },
  })
  socket.write(request)
  socket.on('error', () => {})
  socket.on('close', () => {
    isClosed = true
    clearInterval(timer)
  })
  const timer = setInterval(() => socket.resume(), 1000)
  return { bytesRead: () => bytesRead, isClosed: () => isClosed, leave: () => socket.destroy() }
}
