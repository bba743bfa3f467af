import type { Exchange, Transport } from '@ccload/core'
import type { VirtualClock } from './virtual-clock.js'

const ANSWER = Buffer.from(
  JSON.stringify({
    type: 'message',
    model: 'claude-sonnet-4-5',
    usage: { input_tokens: 100, output_tokens: 50 },
  }),
)
const OVERLOADED = Buffer.from(
  JSON.stringify({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }),
)
const JSON_HEADERS = ['content-type', 'application/json']

/** Upstreams that take their time, and of which some are overloaded now and then. */
export function createVirtualTransport(
  clock: VirtualClock,
  random: () => number,
  options: { readonly failing: number; readonly answerMs: number },
): Transport {
  const { failing, answerMs } = options
  return {
    send(_, handler) {
      const fails = random() < failing
      const cancel = clock.after(answerMs * (0.5 + random()), () => {
        handler.onHead(fails ? 529 : 200, JSON_HEADERS, () => {})
        handler.onData(fails ? OVERLOADED : ANSWER)
        handler.onEnd()
      })
      return { abort: cancel }
    },
    async close() {},
  }
}

/** A client's request, and the status that it was answered with. */
export interface VirtualExchange extends Exchange {
  readonly status: number
}

/** A request that needs no socket. */
export function createVirtualExchange(options: {
  readonly model: string
  readonly secret: string
  readonly session: string | undefined
}): VirtualExchange {
  const { model, secret, session } = options
  const body = Buffer.from(JSON.stringify({ model, max_tokens: 9, messages: [] }))
  let status = 0
  return {
    method: 'POST',
    target: '/v1/messages',
    headers: [
      ...JSON_HEADERS,
      'x-api-key',
      secret,
      ...(session === undefined ? [] : ['x-claude-code-session-id', session]),
    ],
    remoteAddress: '127.0.0.1',
    get isAnswered() {
      return status !== 0
    },
    get status() {
      return status
    },
    readBody: async () => body,
    writeHead(given) {
      status = given
    },
    write: () => true,
    end() {},
    destroy() {},
    onAbort() {},
    onDrain() {},
  }
}
