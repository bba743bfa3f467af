import { randomBytes } from 'node:crypto'
import type { Exchange } from '../domain/message.js'
import type { CcloadError } from '../errors.js'

/**
 * An id in the form of Anthropic's. Like theirs it begins with the time: ids that are made together
 * lie together in an index, which makes them several times cheaper to store.
 */
export function createRequestId(): string {
  if (randomAt === random.length) {
    random = randomBytes(ID_DIGITS * 256).toString('hex')
    randomAt = 0
  }
  const digits = random.slice(randomAt, randomAt + ID_DIGITS)
  randomAt += ID_DIGITS
  return `req_${Date.now().toString(16).padStart(12, '0')}${digits}`
}

const ID_DIGITS = 20

/** Digits for the next ids: made for many at once, since asking for some costs as much. */
let random = ''
let randomAt = 0

/** Answers with a JSON document of our own. */
export function answerJson(
  exchange: Exchange,
  status: number,
  body: unknown,
  headers: readonly string[] = [],
): void {
  const bytes = Buffer.from(JSON.stringify(body))
  exchange.writeHead(status, [
    'content-type',
    'application/json',
    'content-length',
    String(bytes.length),
    ...headers,
  ])
  if (exchange.method !== 'HEAD') exchange.write(bytes)
  exchange.end()
}

/** Answers without a body. */
export function answerEmpty(exchange: Exchange, status: number): void {
  exchange.writeHead(status, ['content-length', '0'])
  exchange.end()
}

/**
 * Answers with one of our own errors, in Anthropic's shape. An unknown or revoked token is the one
 * case in which a retry cannot help, and Claude Code is told so. Source: gateway contract,
 * "Response" and "Failover".
 */
export function answerError(
  exchange: Exchange,
  error: CcloadError,
  requestId: string,
  headers: readonly string[] = [],
): void {
  const final = error.code === 'invalid_token' ? ['x-should-retry', 'false'] : []
  answerJson(
    exchange,
    error.status,
    {
      type: 'error',
      error: { type: error.type, message: error.message },
      request_id: requestId,
    },
    ['request-id', requestId, ...final, ...headers],
  )
}
