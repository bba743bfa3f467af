import type { Socket } from 'node:net'
import { isIPv6 } from 'node:net'
import type { Target } from './open-connection.js'
import type { ProxyAddress } from './proxy-address.js'
import { readAnswer } from './read-answer.js'
import { ConnectionError } from './to-fault.js'

/** Asks an HTTP proxy for a tunnel (RFC 9110, 9.3.6), whatever is to be spoken inside it. */
export async function openHttpTunnel(
  socket: Socket,
  target: Target,
  proxy: ProxyAddress,
): Promise<void> {
  const host = isIPv6(target.hostname) ? `[${target.hostname}]` : target.hostname
  const authority = `${host}:${target.port}`
  const lines = [`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`]
  if (proxy.username !== '') {
    const credential = Buffer.from(`${proxy.username}:${proxy.password.reveal()}`).toString(
      'base64',
    )
    lines.push(`Proxy-Authorization: Basic ${credential}`)
  }
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  const answer = (await readAnswer(socket, headLength)).toString('latin1')
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(answer)?.[1]
  if (!status?.startsWith('2')) {
    const said = status === undefined ? 'something other than HTTP' : status
    throw new ConnectionError('PROXY_REFUSED', `the proxy answered CONNECT with ${said}`)
  }
}

function headLength(bytes: Buffer): number | undefined {
  const end = bytes.indexOf('\r\n\r\n')
  if (end === -1) return undefined
  // A refusal may have a body, which says no more than its status.
  const opened = /^HTTP\/1\.[01] 2/.test(bytes.toString('latin1', 0, 12))
  return opened ? end + 4 : bytes.length
}
