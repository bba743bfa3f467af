import { expect, it } from 'vitest'
import { createGate } from './gate.js'

const never = new AbortController().signal

it('lets one through per release, also when released in advance', async () => {
  const gate = createGate()
  gate.release()
  await gate.pass(never)
  let passed = false
  const second = gate.pass(never).then(() => {
    passed = true
  })
  await gate.reached(2)
  expect(passed).toBe(false)
  gate.release()
  await second
  expect(passed).toBe(true)
})

it('lets everything through once it is open', async () => {
  const gate = createGate()
  const waiting = gate.pass(never)
  gate.open()
  await Promise.all([waiting, gate.pass(never), gate.pass(never)])
})

it('keeps a release that an aborted waiter did not use', async () => {
  const gate = createGate()
  const leaving = new AbortController()
  const left = gate.pass(leaving.signal)
  leaving.abort(new Error('gone'))
  await expect(left).rejects.toThrow('gone')
  gate.release()
  await gate.pass(never)
})
