import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { createFastStream, JSON_ANSWER, STREAM_HEAD } from './wire/answer.js'
import { ChunkedReader } from './wire/chunked-reader.js'
import { MODEL, TOKEN } from './wire/identity.js'
import { createBody, createHead } from './wire/request.js'

const HELP = `Measures the pipeline alone: one process, no socket, an upstream that answers at once.
What is left of a request's cost is node:http and undici, which bench/run.js measures too.

Usage: node bench/pipeline.js [json | sse] [options]

  --build <path>   another packages/core/dist/index.js, measured in turn with this tree's
  --rounds <n>     how often each is measured (default 7); the median counts
  --bytes <n>      length of a request's body (default 2048)
`

const CORE = new URL('../packages/core/dist/index.js', import.meta.url).href
const BATCH = 4_000
const WARM = 20_000
const SESSIONS = 64
const CHUNKS_PER_READ = 8
const print = (/** @type {string} */ text) => void process.stdout.write(`${text}\n`)

/**
 * Header lines of a head as they stand in it.
 *
 * @param {string} head
 */
function toRawHeaders(head) {
  const lines = head.split('\r\n').slice(1).filter(Boolean)
  return lines.flatMap((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon), line.slice(colon + 1).trim()]
  })
}

/** @param {string} head */
const withoutFraming = (head) =>
  toRawHeaders(head).filter((_, at, all) => !/^transfer-encoding$/i.test(all[at - (at % 2)] ?? ''))

function createJsonAnswer() {
  const [head = '', body = ''] = JSON_ANSWER.split('\r\n\r\n')
  return { headers: withoutFraming(head), reads: [[Buffer.from(body)]] }
}

/** The chunks of a stream as a parser gives them: some with each read of the socket. */
function createStreamAnswer() {
  const { bytes } = createFastStream(200)
  /** @type {Buffer[]} */
  const chunks = []
  new ChunkedReader().read(bytes, STREAM_HEAD.length, (piece, from, to) =>
    chunks.push(piece.subarray(from, to)),
  )
  const reads = []
  while (chunks.length > 0) reads.push(chunks.splice(0, CHUNKS_PER_READ))
  return { headers: withoutFraming(STREAM_HEAD), reads }
}

/** An upstream that answers within the call. */
class Upstream {
  /** @param {{ headers: string[], reads: Buffer[][] }} answer */
  constructor(answer) {
    this.answer = answer
  }

  /**
   * @param {unknown} _request
   * @param {import('@ccload/core').UpstreamHandler} handler
   */
  send(_request, handler) {
    const { headers, reads } = this.answer
    process.nextTick(() => {
      handler.onHead(200, headers, () => {})
      for (const chunks of reads) for (const chunk of chunks) handler.onData(chunk)
      handler.onEnd()
    })
    return { abort() {} }
  }

  async close() {}
}

/** A client that is always ready and sends its body at once. */
class Client {
  method = 'POST'
  target = '/v1/messages?beta=true'
  remoteAddress = '127.0.0.1'
  isAnswered = false
  written = 0

  /**
   * @param {readonly string[]} headers
   * @param {Buffer} body
   */
  constructor(headers, body) {
    this.headers = headers
    this.body = body
  }

  async readBody() {
    return this.body
  }

  writeHead() {
    this.isAnswered = true
  }

  /** @param {Uint8Array} chunk */
  write(chunk) {
    this.written += chunk.length
    return true
  }

  end() {}
  destroy() {}
  onAbort() {}
  onDrain() {}
}

/**
 * @param {string} path
 * @param {{ headers: string[], reads: Buffer[][] }} answer
 * @param {number} bytes
 * @param {boolean} stream
 */
async function createSubject(path, answer, bytes, stream) {
  /** @type {typeof import('@ccload/core')} */
  const { createMemoryStore, createProxy } = await import(path)
  const channels = Array.from({ length: 5 }, (_, at) => ({
    name: `channel-${at}`,
    url: `http://127.0.0.1:${at + 1}`,
    keys: [{ secret: `bench-key-${at}-0123456789` }],
    models: [MODEL],
  }))
  const store = createMemoryStore({ channels })
  // What becomes of the rows is not measured here.
  store.logs.append = async () => {}
  const transport = new Upstream(answer)
  const proxy = createProxy({ store, transport, tokens: [{ name: 'bench', secret: TOKEN }] })
  await proxy.ready()
  const body = createBody(bytes, stream)
  const heads = Array.from({ length: SESSIONS }, (_, session) =>
    toRawHeaders(createHead({ host: '127.0.0.1', bodyBytes: bytes, session })),
  )
  return {
    /** @param {number} count */
    async run(count) {
      const before = process.cpuUsage()
      for (let sent = 0; sent < count; sent += SESSIONS) {
        const clients = heads.map((headers) => new Client(headers, body))
        await Promise.all(clients.map((client) => proxy.handle(client)))
        if (clients.some(({ written }) => written === 0)) throw new Error('a request failed')
      }
      const { user, system } = process.cpuUsage(before)
      return (user + system) / count
    },
    close: () => proxy.close(),
  }
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      build: { type: 'string' },
      rounds: { type: 'string', default: '7' },
      bytes: { type: 'string', default: '2048' },
      help: { type: 'boolean', default: false },
    },
  })
  const [kind = 'json'] = positionals
  if (values.help || !['json', 'sse'].includes(kind)) return print(HELP)
  const stream = kind === 'sse'
  const answer = stream ? createStreamAnswer() : createJsonAnswer()
  const paths = [...(values.build ? [pathToFileURL(values.build).href] : []), CORE]
  const count = stream ? BATCH / 10 : BATCH
  const subjects = await Promise.all(
    paths.map(async (path) => {
      const subject = await createSubject(path, answer, Number(values.bytes), stream)
      return { path, subject, costs: /** @type {number[]} */ ([]) }
    }),
  )
  for (const { subject } of subjects) await subject.run(stream ? WARM / 10 : WARM)
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const { subject, costs } of subjects) costs.push(await subject.run(count))
  }
  for (const { path, subject, costs } of subjects) {
    costs.sort((a, b) => a - b)
    const median = costs[Math.floor(costs.length / 2)] ?? Number.NaN
    print(
      `${median.toFixed(1)} µs (least ${(costs[0] ?? 0).toFixed(1)})  ${path === CORE ? 'this tree' : 'the other build'}`,
    )
    await subject.close()
  }
}

await main()
