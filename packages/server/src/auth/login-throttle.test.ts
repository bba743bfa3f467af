import { expect, it } from 'vitest'
import { createLoginThrottle } from './login-throttle.js'

function setUp(limits: { perClient?: number; overall?: number } = {}) {
  const clock = { now: 1_000_000 }
  const throttle = createLoginThrottle({ now: () => clock.now, windowMs: 1000, ...limits })
  return { clock, throttle }
}

it('stops a client after its fifth wrong attempt, until the first one is old', () => {
  const { clock, throttle } = setUp()
  for (let i = 0; i < 5; i++) {
    expect(throttle.enter('192.0.2.1')).toBe(0)
    clock.now += 100
  }
  expect(throttle.enter('192.0.2.1')).toBe(500)
  clock.now += 499
  expect(throttle.enter('192.0.2.1')).toBe(1)
  clock.now += 1
  expect(throttle.enter('192.0.2.1')).toBe(0)
  expect(throttle.enter('192.0.2.1')).toBe(100)
})

it('does not prolong the wait for attempts that were refused', () => {
  const { clock, throttle } = setUp({ perClient: 1 })
  throttle.enter('192.0.2.1')
  for (let i = 0; i < 50; i++) throttle.enter('192.0.2.1')
  clock.now += 1000
  expect(throttle.enter('192.0.2.1')).toBe(0)
})

it('starts afresh after a success', () => {
  const { throttle } = setUp({ perClient: 2 })
  for (let i = 0; i < 10; i++) {
    expect(throttle.enter('192.0.2.1')).toBe(0)
    throttle.succeed('192.0.2.1')
  }
})

it('counts clients apart', () => {
  const { throttle } = setUp({ perClient: 1 })
  throttle.enter('192.0.2.1')
  expect(throttle.enter('192.0.2.2')).toBe(0)
})

it('counts the addresses of one IPv6 network, and IPv4 in IPv6, together', () => {
  const { throttle } = setUp({ perClient: 1 })
  throttle.enter('2001:db8:1:2::1')
  expect(throttle.enter('2001:db8:1:2:ffff::9')).toBeGreaterThan(0)
  expect(throttle.enter('2001:db8:1:3::1')).toBe(0)
  throttle.enter('192.0.2.1')
  expect(throttle.enter('::ffff:192.0.2.1')).toBeGreaterThan(0)
})

it('limits guessing from many addresses', () => {
  const { throttle } = setUp({ overall: 3 })
  for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.3']) throttle.enter(address)
  expect(throttle.enter('192.0.2.4')).toBe(1000)
})

it('does not lock out a client that has logged in before', () => {
  const { throttle } = setUp({ overall: 3 })
  throttle.enter('198.51.100.7')
  throttle.succeed('198.51.100.7')
  for (let i = 0; i < 9; i++) throttle.enter(`192.0.2.${i}`)
  expect(throttle.enter('192.0.2.99')).toBeGreaterThan(0)
  expect(throttle.enter('198.51.100.7')).toBe(0)
})
