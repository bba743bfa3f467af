import { isIPv4, isIPv6, type Socket } from 'node:net'
import type { Target } from './open-connection.js'
import type { ProxyAddress } from './proxy-address.js'
import { readAnswer } from './read-answer.js'
import { ConnectionError } from './to-fault.js'

const VERSION = 5
const NO_CREDENTIALS = 0
const USERNAME_PASSWORD = 2

/** Why a proxy refused, by its reply code (RFC 1928, 6). */
const REPLIES = [
  '',
  'general failure',
  'not allowed',
  'network unreachable',
  'host unreachable',
  'connection refused',
  'time to live expired',
  'command not supported',
  'address type not supported',
]

/**
 * Asks a SOCKS5 proxy for a tunnel (RFC 1928, with the password method of RFC 1929). Names are
 * resolved by the proxy.
 */
export async function openSocks5Tunnel(
  socket: Socket,
  target: Target,
  proxy: ProxyAddress,
): Promise<void> {
  await authenticate(socket, proxy)
  const port = Buffer.alloc(2)
  port.writeUInt16BE(target.port)
  socket.write(Buffer.concat([Buffer.from([VERSION, 1, 0]), toAddress(target.hostname), port]))
  const answer = await readAnswer(socket, replyLength)
  if (answer[0] !== VERSION || answer[1] !== 0) {
    throw refused(REPLIES[answer[1] ?? 0] ?? `reply ${answer[1]}`)
  }
}

async function authenticate(socket: Socket, { username, password }: ProxyAddress): Promise<void> {
  const methods = username === '' ? [NO_CREDENTIALS] : [NO_CREDENTIALS, USERNAME_PASSWORD]
  socket.write(Buffer.from([VERSION, methods.length, ...methods]))
  const [version, method] = await readAnswer(socket, () => 2)
  if (version !== VERSION) throw refused('it does not speak SOCKS5')
  if (method === NO_CREDENTIALS) return
  if (method !== USERNAME_PASSWORD || username === '') throw refused('it wants other credentials')
  socket.write(Buffer.concat([Buffer.from([1]), toField(username), toField(password.reveal())]))
  const [, status] = await readAnswer(socket, () => 2)
  if (status !== 0) throw refused('wrong credentials')
}

/** Length byte and bytes. */
function toField(text: string): Buffer {
  const bytes = Buffer.from(text)
  if (bytes.length > 255) throw refused('a name or password is longer than 255 bytes')
  return Buffer.concat([Buffer.from([bytes.length]), bytes])
}

/** Type and address of a host. */
function toAddress(host: string): Buffer {
  if (isIPv4(host)) return Buffer.from([1, ...host.split('.').map(Number)])
  if (isIPv6(host)) return Buffer.from([4, ...toIpv6Bytes(host)])
  return Buffer.concat([Buffer.from([3]), toField(host)])
}

function toIpv6Bytes(address: string): number[] {
  const [head = [], tail = []] = address
    .split('::')
    .map((half) => half.split(':').filter((group) => group !== ''))
  const zeros = new Array<string>(8 - head.length - tail.length).fill('0')
  return [...head, ...zeros, ...tail].flatMap((group) => {
    const value = Number.parseInt(group, 16)
    return [value >> 8, value & 0xff]
  })
}

/** Version, reply, reserved, then the address the proxy bound, whose length its type tells. */
function replyLength(bytes: Buffer): number | undefined {
  const [, reply, , type, nameLength = 0] = bytes
  if (reply !== undefined && reply !== 0) return bytes.length
  if (bytes.length < 5) return undefined
  const addressLength = type === 1 ? 4 : type === 4 ? 16 : 1 + nameLength
  return 4 + addressLength + 2
}

function refused(why: string): ConnectionError {
  return new ConnectionError('PROXY_REFUSED', `the SOCKS5 proxy refused: ${why}`)
}
