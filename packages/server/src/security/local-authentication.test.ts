import { expect, it } from 'vitest'
import { createLocalAuthentication } from './local-authentication.js'

const LOCAL = ['Host', '127.0.0.1:8080', 'User-Agent', 'claude-cli']

function authenticate(
  headers: string[],
  remoteAddress: string | null = '127.0.0.1',
  trustProxy = 0,
) {
  return createLocalAuthentication({ trustProxy })({ candidates: [], headers, remoteAddress })
}

it.each([
  [LOCAL, '127.0.0.1'],
  [LOCAL, '::1'],
  [LOCAL, '::ffff:127.0.0.1'],
  [['Host', 'localhost:8080'], '127.0.0.1'],
  [['Host', '[::1]:8080'], '::1'],
  [['Host', 'ccload.localhost'], '::1'],
  [[], '127.0.0.1'],
  [['Host', 'localhost:8080', 'Origin', 'http://localhost:8080'], '127.0.0.1'],
])('serves a program on this machine: %j from %s', (headers, address) => {
  expect(authenticate(headers, address)).toEqual({ tokenName: null })
})

it.each([
  ['another machine', LOCAL, '192.168.1.7'],
  ['an unknown peer', LOCAL, null],
  ['a reverse proxy', [...LOCAL, 'X-Forwarded-For', '203.0.113.9'], '127.0.0.1'],
  ['a reverse proxy (RFC 7239)', [...LOCAL, 'Forwarded', 'for=203.0.113.9'], '127.0.0.1'],
  ['a web page elsewhere', [...LOCAL, 'Sec-Fetch-Site', 'cross-site'], '127.0.0.1'],
  ['a web page on another port', [...LOCAL, 'Origin', 'http://127.0.0.1:3000'], '127.0.0.1'],
  ['a rebound name', ['Host', 'evil.example:8080', 'Sec-Fetch-Site', 'same-origin'], '127.0.0.1'],
  ['a name that only looks local', ['Host', 'localhost.evil.example'], '127.0.0.1'],
])('refuses %s', (_name, headers, address) => {
  expect(() => authenticate(headers, address)).toThrow('No token is configured')
})

it('goes by the client that a trusted proxy names', () => {
  const forwarded = [...LOCAL, 'X-Forwarded-For', '127.0.0.1']
  expect(authenticate(forwarded, '127.0.0.1', 1)).toEqual({ tokenName: null })
  expect(() => authenticate(forwarded, '203.0.113.9', 1)).toThrow('No token is configured')
})
