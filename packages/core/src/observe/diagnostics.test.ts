import { channel } from 'node:diagnostics_channel'
import { expect, it, vi } from 'vitest'
import { silentLogger } from '../ports/logger.js'
import { createEventPorts } from './diagnostics.js'

const TARGET = { scope: 'channel', channelId: 1, keyId: null, model: null } as const

it('is heard only while somebody listens', () => {
  const port = createEventPorts(silentLogger)['cooldown-cleared']
  expect(port.isHeard).toBe(false)
  const leave = port.listen(() => {})
  expect(port.isHeard).toBe(true)
  leave()
  leave()
  expect(port.isHeard).toBe(false)
})

it('tells every listener of its own event, and no more once it has left', () => {
  const ports = createEventPorts(silentLogger)
  const first = vi.fn()
  const second = vi.fn()
  const leave = ports['cooldown-cleared'].listen(first)
  ports['cooldown-cleared'].listen(second)
  ports['cooldown-set'].listen(() => expect.unreachable())
  ports['cooldown-cleared'].publish(TARGET)
  leave()
  ports['cooldown-cleared'].publish(TARGET)
  expect(first.mock.calls).toEqual([[TARGET]])
  expect(second).toHaveBeenCalledTimes(2)
})

it('tells those who listen to the whole process', () => {
  const shared = channel('ccload:cooldown-cleared')
  const listener = vi.fn()
  const port = createEventPorts(silentLogger)['cooldown-cleared']
  shared.subscribe(listener)
  expect(port.isHeard).toBe(true)
  port.publish(TARGET)
  shared.unsubscribe(listener)
  expect(listener).toHaveBeenCalledWith(TARGET, 'ccload:cooldown-cleared')
  expect(port.isHeard).toBe(false)
})

it('does not suffer from a listener that throws', () => {
  const error = vi.fn()
  const ports = createEventPorts({ ...silentLogger, error })
  const second = vi.fn()
  ports['cooldown-cleared'].listen(() => {
    throw new Error('a mistake')
  })
  ports['cooldown-cleared'].listen(second)
  ports['cooldown-cleared'].publish(TARGET)
  expect(second).toHaveBeenCalled()
  expect(error).toHaveBeenCalledWith(
    { err: expect.any(Error), event: 'cooldown-cleared' },
    expect.any(String),
  )
})
