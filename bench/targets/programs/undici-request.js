import { createServer } from 'node:http'
import { Agent, request as send } from 'undici'
import { nextChannel, port } from './common.js'

const dispatcher = new Agent({
  connections: null,
  pipelining: 1,
  headersTimeout: 0,
  bodyTimeout: 0,
})

createServer({ requestTimeout: 0 }, async (request, response) => {
  const parts = []
  try {
    for await (const part of request) parts.push(part)
    const body = Buffer.concat(parts)
    const { model } = JSON.parse(body.toString('utf8'))
    if (typeof model !== 'string') return void response.writeHead(400).end()
    const { url, key } = nextChannel()
    const {
      host,
      connection,
      authorization,
      'content-length': length,
      ...headers
    } = request.headers
    const abort = new AbortController()
    response.on('close', () => response.writableFinished || abort.abort())
    const answer = await send(url + request.url, {
      dispatcher,
      method: 'POST',
      headers: { ...headers, 'x-api-key': key },
      body,
      signal: abort.signal,
    })
    const { connection: hop, 'transfer-encoding': framing, ...rest } = answer.headers
    response.writeHead(answer.statusCode, rest)
    answer.body.on('error', () => response.destroy()).pipe(response)
  } catch {
    if (response.headersSent) response.destroy()
    else response.writeHead(502).end()
  }
}).listen({ port, host: '127.0.0.1', backlog: 4096 })
