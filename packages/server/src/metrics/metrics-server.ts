import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Logger, Secret } from '@ccload/core'
import type { Metrics } from './metrics.js'
import { bringsToken } from './metrics-access.js'

/** A port that serves the metrics and nothing else. */
export interface MetricsServer {
  readonly port: number
  close(): Promise<void>
}

/**
 * Opens it; `token` undefined: to everybody who reaches it. Rejects when the port is taken.
 */
export async function openMetricsServer(options: {
  readonly metrics: Metrics
  readonly token: Secret | undefined
  readonly port: number
  readonly host: string
  readonly logger: Logger
}): Promise<MetricsServer> {
  const { metrics, token, port, host, logger } = options
  const server = createServer(async (request, response) => {
    if (!/^\/metrics(\?|$)/.test(request.url ?? '')) return void response.writeHead(404).end()
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return void response.writeHead(405, { allow: 'GET, HEAD' }).end()
    }
    if (token !== undefined && !bringsToken(request.headers.authorization, token)) {
      return void response.writeHead(401, { 'www-authenticate': 'Bearer' }).end()
    }
    try {
      const text = await metrics.text()
      const type = { 'content-type': metrics.contentType }
      // Of several workers another one may answer the next time.
      response.writeHead(200, { ...type, connection: 'close' }).end(text)
    } catch (err) {
      logger.error({ err }, 'the metrics could not be read')
      response.writeHead(500).end()
    }
  })
  await listen(server, port, host)
  // A scraper's connection must not keep the process alive.
  server.unref()
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}
