import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** An alert as a receiver gets it. */
export interface Received {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into alerts freely.
  readonly json: any
}

/** Something that takes alerts, on a free port. Ends with the test. */
export async function startReceiver(status: () => number = () => 204) {
  const received: Received[] = []
  let wake = () => {}
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks).toString('utf8')
    received.push({ headers: request.headers, body, json: JSON.parse(body) })
    response.writeHead(status(), { location: '/elsewhere' }).end('never shown')
    wake()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?key=canary-in-url`,
    received,
    /** Settles when so many have come in all. */
    async count(count: number): Promise<readonly Received[]> {
      while (received.length < count) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      return received
    },
  }
}
