import { expect, it } from 'vitest'
import { clientNetwork, isLoopback, parseIp } from './ip-address.js'

it.each([
  ['127.0.0.1', [127, 0, 0, 1]],
  ['::ffff:127.0.0.1', [127, 0, 0, 1]],
  ['::ffff:7f00:1', [127, 0, 0, 1]],
  ['::127.0.0.1', [127, 0, 0, 1]],
  ['64:ff9b::a9fe:a9fe', [169, 254, 169, 254]],
  ['64:ff9b:1::10.0.0.1', [10, 0, 0, 1]],
  ['2002:a9fe:a9fe::1', [169, 254, 169, 254]],
  ['::', new Array(16).fill(0)],
  ['::1', [...new Array(15).fill(0), 1]],
  ['fe80::1%eth0', [0xfe, 0x80, ...new Array(13).fill(0), 1]],
  ['2001:db8::', [0x20, 0x01, 0x0d, 0xb8, ...new Array(12).fill(0)]],
  ['1:2:3:4:5:6:7:8', [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8]],
])('reads %s', (text, bytes) => {
  expect([...(parseIp(text) ?? [])]).toEqual(bytes)
})

it.each(['', 'localhost', '127.1', '0x7f.0.0.1', '1.2.3.4.5', '::g', '[::1]'])(
  'does not take %j for an address',
  (text) => {
    expect(parseIp(text)).toBeUndefined()
  },
)

it('knows what reaches this machine only', () => {
  const loopback = ['localhost', '127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1']
  const reachable = ['0.0.0.0', '::', '10.0.0.1', 'example.com', '', '2001:db8::1']
  expect(loopback.filter((host) => !isLoopback(host))).toEqual([])
  expect(reachable.filter(isLoopback)).toEqual([])
})

it('counts clients by address, or by IPv6 network', () => {
  expect(clientNetwork('::ffff:192.0.2.1')).toBe('192.0.2.1')
  expect(clientNetwork('2001:db8:1:2:3::4')).toBe('20010db800010002/64')
  expect(clientNetwork('unknown')).toBe('unknown')
})
