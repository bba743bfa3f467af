import { createServer } from 'node:http'
import { Pool } from 'undici'
import { allChannels, port } from './common.js'
import { peekModel } from './peek-model.js'

/**
 * The floor: buffers the body in one allocation (kept until the answer is over, as a proxy that
 * fails over would keep it), finds the model by a scan over the bytes, takes the channels in turn,
 * swaps the key, relays raw headers and bytes with back-pressure, and joins the chunks of one tick.
 * No tokens, no failover, no commit gate, no cooldowns, no usage, no log.
 */

const channels = allChannels().map(({ url, key }) => ({
  key,
  pool: new Pool(url, { connections: null, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 }),
}))
let turn = 0

const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])
const NOT_FORWARDED = new Set([
  ...HOP_BY_HOP,
  'host',
  'content-length',
  'expect',
  'authorization',
  'x-api-key',
  'cookie',
])
const NOT_RETURNED = new Set([...HOP_BY_HOP, 'set-cookie'])

/** What `Connection` may name besides its own options, which stops here as well. */
const isUsualConnection = (/** @type {string} */ value) => /^(keep-alive|close)$/i.test(value)

/**
 * @param {readonly string[]} raw
 * @param {ReadonlySet<string>} dropped
 * @returns {string[]}
 */
function filterHeaders(raw, dropped) {
  const kept = []
  let all = dropped
  for (let at = 0; at < raw.length; at += 2) {
    if (raw[at]?.length !== 10 || raw[at]?.toLowerCase() !== 'connection') continue
    const value = /** @type {string} */ (raw[at + 1])
    if (!isUsualConnection(value)) all = new Set([...all, ...value.toLowerCase().split(/ *, */)])
  }
  for (let at = 0; at < raw.length; at += 2) {
    const name = /** @type {string} */ (raw[at])
    if (!all.has(name.toLowerCase())) kept.push(name, /** @type {string} */ (raw[at + 1]))
  }
  return kept
}

/** One request on its way: undici's handler, with the raw headers of the older interface. */
class Relay {
  /** @type {Buffer[]} */
  #chunks = []
  #resume = () => {}
  /** @type {(() => void) | undefined} */
  #abort
  #isGone = false

  /**
   * @param {import('node:http').IncomingMessage} request
   * @param {import('node:http').ServerResponse} response
   */
  constructor(request, response) {
    this.request = request
    this.response = response
    response.on('drain', () => this.#resume())
    response.on('close', () => {
      this.#isGone = true
      if (!response.writableFinished) this.#abort?.()
    })
  }

  /** @param {Buffer} body */
  send(body) {
    if (this.#isGone) return
    if (peekModel(body) === undefined) return this.#refuse(400)
    const channel = /** @type {(typeof channels)[number]} */ (channels[turn])
    turn = (turn + 1) % channels.length
    const headers = filterHeaders(this.request.rawHeaders, NOT_FORWARDED)
    headers.push('x-api-key', channel.key)
    const options = { method: 'POST', path: this.request.url ?? '/', headers, body }
    channel.pool.dispatch(
      /** @type {import('undici').Dispatcher.DispatchOptions} */ (options),
      this,
    )
  }

  /** @param {() => void} abort */
  onConnect(abort) {
    if (this.#isGone) abort()
    else this.#abort = abort
  }

  /**
   * @param {number} status
   * @param {Buffer[]} rawHeaders
   * @param {() => void} resume
   */
  onHeaders(status, rawHeaders, resume) {
    if (status < 200) return true
    this.#resume = resume
    const headers = rawHeaders.map((part) => part.toString('latin1'))
    this.response.writeHead(status, filterHeaders(headers, NOT_RETURNED))
    return true
  }

  /** @param {Buffer} chunk */
  onData(chunk) {
    this.#chunks.push(chunk)
    if (this.#chunks.length === 1) process.nextTick(flush, this)
    return !this.response.writableNeedDrain
  }

  flush() {
    const bytes = this.#take()
    if (bytes !== undefined) this.response.write(bytes)
  }

  /** What has come and not been written yet, in one piece. */
  #take() {
    const chunks = this.#chunks
    if (chunks.length === 0) return undefined
    this.#chunks = []
    return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)
  }

  onComplete() {
    this.response.end(this.#take())
  }

  onError() {
    if (this.response.headersSent) this.response.destroy()
    else this.#refuse(502)
  }

  /** @param {number} status */
  #refuse(status) {
    if (!this.response.destroyed) this.response.writeHead(status, { 'content-length': 0 }).end()
  }
}

/** @param {Relay} relay */
function flush(relay) {
  relay.flush()
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {(body: Buffer) => void} done
 */
function readBody(request, done) {
  const length = Number(request.headers['content-length'])
  if (!Number.isInteger(length)) {
    /** @type {Buffer[]} */
    const parts = []
    request.on('data', (part) => parts.push(part))
    request.on('end', () => done(Buffer.concat(parts)))
    return
  }
  const body = Buffer.allocUnsafeSlow(length)
  let at = 0
  request.on('data', (/** @type {Buffer} */ part) => {
    at += part.copy(body, at)
  })
  request.on('end', () => done(body))
}

createServer({ requestTimeout: 0, keepAliveTimeout: 75_000 }, (request, response) => {
  const relay = new Relay(request, response)
  request.on('error', () => {})
  readBody(request, (body) => relay.send(body))
}).listen({ port, host: '127.0.0.1', backlog: 4096 })
