import { expect, test } from 'vitest'
import { createRig, draft, failure, tally } from './virtual.js'

test('three channels of one priority share 300 requests as 100, 100, 100', async () => {
  const rig = await createRig([draft('a'), draft('b'), draft('c'), draft('low', { priority: -1 })])
  const names = Array.from({ length: 300 }, () => rig.run()).flat()
  expect(tally(names)).toEqual({ a: 100, b: 100, c: 100 })
})

test('a lower priority is used when all above it cool, and not a request longer', async () => {
  const rig = await createRig([draft('a'), draft('b'), draft('low', { priority: -1 })])
  const down = rig.run(({ channel }) => (channel.name === 'low' ? { action: 'relay' } : failure()))
  expect(down).toEqual(['a', 'b', 'low'])
  expect(rig.run()).toEqual(['low'])
  rig.clock.advance(1_000)
  expect(rig.run()).toEqual(['a'])
})

test('requests under way at once are shared out too', async () => {
  const rig = await createRig([draft('a'), draft('b'), draft('c')])
  const open = Array.from({ length: 9 }, () => rig.begin())
  expect(tally(open.map((attempt) => attempt?.name ?? ''))).toEqual({ a: 3, b: 3, c: 3 })
})

test('a channel that cools is passed over and costs no one a turn', async () => {
  const rig = await createRig([draft('a'), draft('b'), draft('c')])
  rig.begin()?.end(failure())
  const names = Array.from({ length: 20 }, () => rig.run()).flat()
  expect(tally(names)).toEqual({ b: 10, c: 10 })
})

test('a channel that joins takes its turn without changing the others', async () => {
  const rig = await createRig([draft('a'), draft('b')])
  expect(rig.run()).toEqual(['a'])
  await rig.store.channels.create(draft('c'))
  await rig.routing.refresh()
  const names = Array.from({ length: 6 }, () => rig.run()).flat()
  expect(names).toEqual(['b', 'c', 'a', 'b', 'c', 'a'])
})

test('a channel that leaves passes its turn to the next one', async () => {
  const rig = await createRig([draft('a'), draft('b'), draft('c')])
  expect(rig.run()).toEqual(['a'])
  await rig.store.channels.remove(2)
  await rig.routing.refresh()
  expect([rig.run(), rig.run(), rig.run()].flat()).toEqual(['c', 'a', 'c'])
})

test('each model and each priority has a round robin of its own', async () => {
  const rig = await createRig([draft('a'), draft('b')])
  const one = { model: 'claude-opus-4-1' }
  const other = { model: 'claude-haiku-4-5' }
  const names = [one, other, one, other].flatMap((of) => rig.run(undefined, of))
  expect(names).toEqual(['a', 'a', 'b', 'b'])
})

test('nothing serves the model: an empty plan', async () => {
  const rig = await createRig([
    draft('a', { models: ['claude-opus-4-1'] }),
    draft('off', { enabled: false }),
    draft('keyless', { keys: [{ secret: 'x', enabled: false }] }),
  ])
  expect(rig.run()).toEqual([])
  expect(rig.routing.serves('claude-sonnet-4-5')).toBe(false)
  expect(rig.routing.dueAt('claude-sonnet-4-5', rig.clock.now())).toBeUndefined()
})
