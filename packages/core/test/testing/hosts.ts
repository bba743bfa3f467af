import { once } from 'node:events'
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { FetchHandler } from '../../src/fetch.js'
import type { AdapterMount } from '../../src/testing/adapter-contract/bench.js'

/** Serves a request listener on a free port. */
export async function serveNode(listener: RequestListener): Promise<AdapterMount> {
  const server: Server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** Serves a fetch handler on a free port, as the hosts of that API do on Node. */
export function serveFetch(handler: FetchHandler): Promise<AdapterMount> {
  return serveNode((request, response) => {
    const left = new AbortController()
    response.once('close', () => {
      if (!response.writableFinished) left.abort()
    })
    const hasBody = request.method !== 'GET' && request.method !== 'HEAD'
    const init: RequestInit & { duplex: 'half' } = {
      method: request.method ?? 'GET',
      headers: toPairs(request.rawHeaders),
      body: hasBody ? (request as unknown as ReadableStream) : null,
      signal: left.signal,
      duplex: 'half',
    }
    handler(new Request(`http://localhost${request.url}`, init), {
      remoteAddress: request.socket.remoteAddress,
    })
      .then((answer) => relay(answer, response))
      .catch(() => response.destroy())
  })
}

async function relay(answer: Response, response: ServerResponse): Promise<void> {
  response.writeHead(answer.status, [...answer.headers].flat())
  if (answer.body) await pipeline(Readable.from(answer.body), response)
  else response.end()
}

function toPairs(rawHeaders: readonly string[]): [string, string][] {
  return rawHeaders.flatMap((name, at) =>
    at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? ''] as [string, string]] : [],
  )
}
