import { createRandom } from './random.js'

/** @typedef {import('@ccload/core').LogEntry} LogEntry */

const CHANNELS = 10
const MODELS = 5
const TOKENS = 20
const ROWS_PER_SESSION = 200

/** One row in so many, at least one of each call, has a channel, a model, a token and a message that hardly any other has. */
const RARE_EVERY = 10_000

/** Answers of some upstreams name a request of their own, so that no other has the same message. */
const WITH_REQUEST_ID = 0.5

/** What stands before that id. */
export const REQUEST_ID_LABEL = 'request id: '

/** What filters are tried with: names that many rows have, and names that few have. */
export const NAMES = {
  channel: 1,
  rareChannel: 900,
  model: 'claude-model-1',
  rareModel: 'claude-rare',
  token: 'token 1',
  rareToken: 'rare token',
  text: 'overloaded',
  rareText: 'organisation 77',
}

/**
 * Log entries of a stretch of time in its order, in parts of `batch`: 95 % answered, the rest failed
 * over, refused, broken off or left. The same rows for the same arguments.
 *
 * @param {{ rows: number, from: number, to: number, batch: number, seed?: number }} options
 * @returns {Generator<LogEntry[]>}
 */
export function* generateEntries({ rows, from, to, batch, seed = 1 }) {
  const random = createRandom(seed)
  // A request's last attempt begins a little later.
  const stepMs = (to - from - 1_000) / rows
  const rareAt = Math.floor(Math.min(RARE_EVERY, rows) / 2)
  /** @type {LogEntry[]} */
  let part = []
  let made = 0
  while (made < rows) {
    const time = Math.floor(from + made * stepMs)
    const isRare = made % RARE_EVERY === rareAt
    for (const entry of playRequest(random, made, time, isRare).slice(0, rows - made)) {
      part.push(entry)
      made++
      if (part.length < batch) continue
      yield part
      part = []
    }
  }
  if (part.length > 0) yield part
}

/**
 * @param {() => number} random
 * @param {number} serial
 * @param {number} time
 * @param {boolean} isRare
 * @returns {LogEntry[]}
 */
function playRequest(random, serial, time, isRare) {
  const luck = random()
  const entry = toEntry(random, serial, time, isRare)
  if (isRare) {
    const message = 'billing_error: the quota of organisation 77 is used up'
    return [{ ...entry, ...FAILED, statusCode: 402, outcome: 'answer', message }]
  }
  if (luck < 0.95) return [entry]
  if (luck < 0.98) {
    const message = toMessage(random, entry, 'overloaded_error: Overloaded')
    const overloaded = { statusCode: 529, outcome: /** @type {const} */ ('answer'), message }
    const other = 1 + Math.floor(random() * CHANNELS)
    return [
      { ...entry, ...FAILED, ...overloaded, final: false },
      { ...entry, attempt: 2, time: time + 300, channelId: other, channelName: `channel ${other}` },
    ]
  }
  if (luck < 0.99) {
    const message = toMessage(random, entry, 'invalid_request_error: messages: field required')
    return [{ ...entry, ...FAILED, statusCode: 400, outcome: 'rejected', message }]
  }
  if (luck < 0.995) {
    return [{ ...entry, statusCode: 499, outcome: 'aborted', message: 'the client left' }]
  }
  return [{ ...entry, ...FAILED, statusCode: 0, outcome: 'network', message: 'connect timeout' }]
}

/**
 * @param {() => number} random
 * @param {LogEntry} entry
 * @param {string} message
 */
function toMessage(random, { requestId }, message) {
  if (random() >= WITH_REQUEST_ID) return message
  return `${message} (${REQUEST_ID_LABEL}011C${requestId.slice(4)})`
}

const FAILED = { usage: null, costMicroUsd: null, firstEventMs: null, responseBytes: 140 }

/**
 * @param {() => number} random
 * @param {number} serial
 * @param {number} time
 * @param {boolean} isRare
 * @returns {LogEntry}
 */
function toEntry(random, serial, time, isRare) {
  const channelId = isRare ? NAMES.rareChannel : 1 + Math.floor(random() * CHANNELS)
  const model = isRare ? NAMES.rareModel : `claude-model-${1 + Math.floor(random() * MODELS)}`
  const tokenName = isRare ? NAMES.rareToken : `token ${1 + Math.floor(random() * TOKENS)}`
  const firstEventMs = 200 + Math.floor(random() ** 3 * 4_000)
  const outputTokens = Math.floor(random() ** 2 * 2_000)
  return {
    requestId: `req_${time.toString(16)}${serial.toString(16).padStart(8, '0')}`,
    attempt: 1,
    final: true,
    time,
    model,
    upstreamModel: model,
    channelId,
    channelName: `channel ${channelId}`,
    keyId: channelId,
    keyMask: 'sk-a****wxyz',
    statusCode: 200,
    outcome: 'relayed',
    message: '',
    streaming: random() < 0.9,
    queueMs: 0,
    connectMs: random() < 0.8 ? 0 : 30,
    firstEventMs,
    durationMs: firstEventMs + outputTokens * 12,
    requestBytes: 2_000 + Math.floor(random() ** 2 * 400_000),
    responseBytes: outputTokens * 40,
    tokenName,
    clientIp: `10.0.0.${Math.floor(random() * 200)}`,
    sessionId: `session-${Math.floor(serial / ROWS_PER_SESSION)}-${Math.floor(random() * 4)}`,
    agentId: null,
    usage: {
      inputTokens: 100 + Math.floor(random() * 3_000),
      outputTokens,
      cacheReadTokens: Math.floor(random() * 60_000),
      cacheWrite5mTokens: Math.floor(random() * 4_000),
      cacheWrite1hTokens: 0,
    },
    costMicroUsd: Math.floor(random() * 90_000),
    plan: null,
  }
}
