import { createServer } from 'node:net'
import { Answers } from './answers.js'
import { Connection } from './connection.js'
import { createInspector } from './inspector.js'

/**
 * What the mock can be told.
 *
 * @typedef {{ do: 'listen', ports: number }
 *   | { do: 'mode', mode: import('./answers.js').Mode }
 *   | { do: 'inspect' }
 *   | { do: 'state' }} Order
 */

const BACKLOG = 4096
const answers = new Answers()
let requests = 0
let answer = answers.for({ kind: 'json' })

/** @type {import('./connection.js').Answering} */
const answering = {
  answer(connection, head) {
    requests++
    answer(connection, head)
  },
  onBody: null,
}

/** @param {number} count */
async function listen(count) {
  const ports = []
  for (let index = 0; index < count; index++) {
    const server = createServer(
      { noDelay: true, pauseOnConnect: true },
      (socket) => new Connection(socket, answering),
    )
    await new Promise((resolve) =>
      server.listen({ port: 0, host: '127.0.0.1', backlog: BACKLOG }, () => resolve(undefined)),
    )
    ports.push(/** @type {import('node:net').AddressInfo} */ (server.address()).port)
  }
  return { ports }
}

/**
 * The upstream: raw sockets, as little work per request as a correct framing allows. Carries out an
 * order and tells what came of it.
 *
 * @param {Order} order
 */
export async function carryOutOrder(order) {
  switch (order.do) {
    case 'listen':
      return listen(order.ports)
    case 'mode':
      answering.onBody = null
      answer = answers.for(order.mode)
      return {}
    case 'inspect': {
      const inspector = createInspector()
      answering.onBody = inspector.onBody
      answer = inspector.answer
      return {}
    }
    case 'state':
      return { requests, openStreams: answers.openStreams }
  }
}
