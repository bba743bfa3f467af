import { expect, it } from 'vitest'
import { readCommand, UsageError } from './cli-options.js'

it('reads the ports of fake upstreams', () => {
  expect(readCommand(['fake-upstream', '--port', '7001'])).toEqual({
    name: 'fake-upstream',
    port: 7001,
    controlPort: 9100,
    host: '127.0.0.1',
  })
})

it('reads what to check', () => {
  expect(
    readCommand([
      ...['conformance', '--gateway', 'http://gw/', '--control', 'http://c', '--token', 't'],
      ...['--forget', 'DELETE http://gw/admin/cooldowns', '--first-event-timeout', '500'],
    ]),
  ).toMatchObject({
    gateway: 'http://gw',
    token: 't',
    firstEventTimeoutMs: 500,
    forget: { method: 'DELETE', url: 'http://gw/admin/cooldowns', bearer: '' },
  })
})

it.each([
  [['conformance', '--gateway', 'http://gw']],
  [['conformance', '--unheard-of']],
  [['fake-upstream', '--port', 'many']],
  [['conformance', ...'--gateway g --control c --token t --forget nonsense'.split(' ')]],
  [['unheard-of']],
])('refuses %j', (args) => {
  expect(() => readCommand(args)).toThrow(UsageError)
})

it('helps when asked and when nothing is', () => {
  expect([readCommand([]), readCommand(['--help'])]).toEqual([{ name: 'help' }, { name: 'help' }])
})
