import { connect, createServer, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import type { Identity } from './certificates.js'
import { type Listener, listen } from './listeners.js'

/** A proxy of the test, and what it was asked for. */
export interface TestProxy extends Listener {
  /** `host:port` of each tunnel, with the credential that came with it. */
  readonly asked: readonly string[]
}

/** An HTTP proxy that only opens tunnels, to this machine whatever the name. `credential`: Basic. */
export function startHttpProxy(credential = '', identity?: Identity): Promise<TestProxy> {
  return startProxy(identity, async (socket, asked) => {
    const head = (await readUntil(socket, (bytes) => bytes.includes('\r\n\r\n'))).toString()
    const [, host = '', port = ''] = /^CONNECT (.+):(\d+) HTTP\/1\.1\r\n/.exec(head) ?? []
    const given = /^proxy-authorization: Basic (.+)\r$/im.exec(head)?.[1] ?? ''
    const name = Buffer.from(given, 'base64').toString()
    asked.push(`${host}:${port} ${name}`.trim())
    if (name !== credential) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 2\r\n\r\nno')
      return undefined
    }
    return { port: Number(port), granted: 'HTTP/1.1 200 Connection established\r\n\r\n' }
  })
}

/** A SOCKS5 proxy (RFC 1928), with a password (RFC 1929) where a credential is given. */
export function startSocks5Proxy(credential = ''): Promise<TestProxy> {
  return startProxy(undefined, async (socket, asked) => {
    const greeting = await readUntil(socket, (bytes) => bytes.length >= 2 + (bytes[1] ?? 99))
    const wanted = credential === '' ? 0 : 2
    if (!greeting.subarray(2).includes(wanted)) {
      socket.end(Buffer.from([5, 0xff]))
      return undefined
    }
    socket.write(Buffer.from([5, wanted]))
    const name = wanted === 2 ? await readPassword(socket) : ''
    if (wanted === 2) socket.write(Buffer.from([1, name === credential ? 0 : 1]))
    const request = await readUntil(socket, (bytes) => bytes.length >= 7 + addressLength(bytes) - 1)
    const end = 4 + addressLength(request)
    const port = request.readUInt16BE(end)
    asked.push(`${toHost(request.subarray(3, end))}:${port} ${name}`.trim())
    return { port, granted: Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 80]) }
  })
}

interface Tunnel {
  readonly port: number
  readonly granted: string | Buffer
}

async function startProxy(
  identity: Identity | undefined,
  negotiate: (socket: Socket, asked: string[]) => Promise<Tunnel | undefined>,
): Promise<TestProxy> {
  const asked: string[] = []
  const serve = async (socket: Socket) => {
    socket.on('error', () => {})
    const tunnel = await negotiate(socket, asked)
    if (tunnel === undefined) return
    const upstream = connect(tunnel.port, '127.0.0.1')
    upstream.on('error', () => socket.destroy()).on('close', () => socket.destroy())
    socket.on('close', () => upstream.destroy())
    upstream.once('connect', () => {
      socket.write(tunnel.granted)
      socket.pipe(upstream).pipe(socket)
    })
  }
  const server = identity ? createTlsServer(identity, serve) : createServer(serve)
  return { ...(await listen(server)), asked }
}

/** Reads until enough is there; what follows stays in the socket. */
function readUntil(socket: Socket, isEnough: (bytes: Buffer) => boolean): Promise<Buffer> {
  return new Promise((resolve) => {
    let bytes: Buffer = Buffer.alloc(0)
    const read = () => {
      for (let byte = socket.read(1); byte !== null; byte = socket.read(1)) {
        bytes = Buffer.concat([bytes, byte])
        if (!isEnough(bytes)) continue
        socket.off('readable', read)
        resolve(bytes)
        return
      }
    }
    socket.on('readable', read)
    read()
  })
}

async function readPassword(socket: Socket): Promise<string> {
  const nameEnd = (bytes: Buffer) => 2 + (bytes[1] ?? 99)
  const fields = await readUntil(
    socket,
    (bytes) => bytes.length > nameEnd(bytes) + (bytes[nameEnd(bytes)] ?? 99),
  )
  const name = fields.subarray(2, nameEnd(fields)).toString()
  return `${name}:${fields.subarray(nameEnd(fields) + 1).toString()}`
}

/** Type byte excluded. */
function addressLength(request: Buffer): number {
  const [, , , type, length = 99] = request
  return type === 1 ? 4 : type === 4 ? 16 : 1 + length
}

function toHost(address: Buffer): string {
  const [type] = address
  if (type === 1) return address.subarray(1).join('.')
  if (type === 4) return `[${address.subarray(1).toString('hex')}]`
  return address.subarray(2).toString()
}
