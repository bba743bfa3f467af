import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { expect, it } from 'vitest'
import { createClientAddress, type TrustProxy } from './client-address.js'

function requestFrom(peer: string, forwarded?: string): IncomingMessage {
  const socket = new Socket()
  Object.defineProperty(socket, 'remoteAddress', { value: peer })
  const request = new IncomingMessage(socket)
  if (forwarded !== undefined) request.rawHeaders.push('X-Forwarded-For', forwarded)
  return request
}

const nobody: TrustProxy = () => false
const oneHop: TrustProxy = (_address, hop) => hop < 1
const proxies: TrustProxy = (address) => ['10.0.0.1', '10.0.0.2'].includes(address)

it.each([
  ['the peer, when nobody is trusted', nobody, '203.0.113.9, 10.0.0.2', '10.0.0.1'],
  ['the peer, when nothing was forwarded', oneHop, undefined, '10.0.0.1'],
  ['the last entry, behind one proxy', oneHop, '6.6.6.6, 203.0.113.9', '203.0.113.9'],
  [
    'the first untrusted one from the right',
    proxies,
    '6.6.6.6,203.0.113.9,10.0.0.2',
    '203.0.113.9',
  ],
  ['the farthest, when all are trusted', proxies, '10.0.0.2', '10.0.0.2'],
])('is %s', (_name, trusted, forwarded, expected) => {
  expect(createClientAddress(trusted)(requestFrom('10.0.0.1', forwarded))).toBe(expected)
})
