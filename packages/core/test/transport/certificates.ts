import {
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from 'node:crypto'
import { isIP } from 'node:net'

/** A certificate with its key, both as PEM. */
export interface Identity {
  readonly cert: string
  readonly key: string
}

/** A private authority and what it vouches for. */
export interface Authority {
  readonly ca: string
  /** A server's certificate for these names and IPv4 addresses. */
  issue(...names: readonly string[]): Identity
}

/** Makes an authority, valid from yesterday until tomorrow. */
export function createAuthority(): Authority {
  const own = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const name = `Test authority ${randomBytes(4).toString('hex')}`
  // Basic constraints, critical: an authority.
  const isAuthority = extension('551d13', sequence(tag(0x01, 'ff')), true)
  const ca = certificate(name, name, own.publicKey, own.privateKey, [isAuthority])
  return {
    ca,
    issue(...names) {
      const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const alternatives = extension('551d11', sequence(...names.map(toGeneralName)), false)
      return {
        cert: certificate(names[0] ?? '', name, pair.publicKey, own.privateKey, [alternatives]),
        key: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      }
    },
  }
}

/** An X.509 version 3 certificate (RFC 5280, 4.1), signed by ECDSA with SHA-256. */
function certificate(
  subject: string,
  issuer: string,
  publicKey: KeyObject,
  signer: KeyObject,
  extensions: readonly Buffer[],
): string {
  const algorithm = sequence(tag(0x06, '2a8648ce3d040302'))
  const day = 86_400_000
  const body = sequence(
    tag(0xa0, tag(0x02, '02')),
    tag(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    toName(issuer),
    sequence(toTime(Date.now() - day), toTime(Date.now() + day)),
    toName(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    tag(0xa3, sequence(...extensions)),
  )
  const signature = tag(0x03, Buffer.concat([Buffer.from([0]), sign('sha256', body, signer)]))
  return new X509Certificate(sequence(body, algorithm, signature)).toString()
}

function extension(oid: string, value: Buffer, critical: boolean): Buffer {
  const flag = critical ? [tag(0x01, 'ff')] : []
  return sequence(tag(0x06, oid), ...flag, tag(0x04, value))
}

function toGeneralName(name: string): Buffer {
  if (isIP(name) === 4) return tag(0x87, Buffer.from(name.split('.').map(Number)))
  return tag(0x82, Buffer.from(name))
}

function toName(commonName: string): Buffer {
  const value = tag(0x0c, Buffer.from(commonName))
  return sequence(tag(0x31, sequence(tag(0x06, '550403'), value)))
}

function toTime(epochMs: number): Buffer {
  const text = new Date(epochMs).toISOString().replace(/[-:T]|\.\d+/g, '')
  return tag(0x18, Buffer.from(text))
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tag(0x30, Buffer.concat(parts))
}

/** One DER element; content as bytes or in hexadecimal. */
function tag(type: number, content: Buffer | string): Buffer {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'hex') : content
  const { length } = bytes
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length]
  return Buffer.concat([Buffer.from([type, ...size]), bytes])
}
