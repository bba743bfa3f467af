import type { ChannelConnection } from '../../src/domain/channel.js'
import type { RawHeaders } from '../../src/domain/message.js'
import type { Transport, TransportFault, UpstreamRequest } from '../../src/ports/transport.js'

/** A connection without anything special. */
export const DIRECT: ChannelConnection = {
  proxyUrl: null,
  insecureTls: false,
  ca: null,
  http2: false,
}

/** An upstream's answer as the transport told of it. */
export interface Answer {
  readonly status: number
  readonly headers: RawHeaders
  readonly body: string
  readonly fault: TransportFault | undefined
}

/** A message request to an origin. */
export function toRequest(
  origin: string,
  fields: Partial<UpstreamRequest> & { readonly connection?: ChannelConnection } = {},
): UpstreamRequest {
  const body = Buffer.from('{"model":"m"}')
  return { method: 'POST', origin, path: '/v1/messages', headers: [], body, ...fields }
}

/** Sends a request and resolves when its answer is over, however it ends. */
export function send(transport: Transport, request: UpstreamRequest): Promise<Answer> {
  return new Promise((resolve) => {
    let [status, headers, body] = [0, [] as RawHeaders, '']
    const settle = (fault?: TransportFault) => resolve({ status, headers, body, fault })
    transport.send(request, {
      onHead(received, lines) {
        status = received
        headers = lines
      },
      onData(chunk) {
        body += Buffer.from(chunk).toString('utf8')
        return true
      },
      onEnd: () => settle(),
      onFault: settle,
    })
  })
}
