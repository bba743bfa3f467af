import { expect, test } from 'vitest'
import { weighted } from '../../src/select/weighted.js'
import { createRig, draft, failure, type Rig, tally } from './virtual.js'

const rigOf = (weights: Record<string, number>) =>
  createRig(
    Object.entries(weights).map(([name, weight]) => draft(name, { weight })),
    { selector: weighted },
  )

const runs = (rig: Rig, count: number) => Array.from({ length: count }, () => rig.run()).flat()

test('requests are shared in proportion to the weights', async () => {
  const rig = await rigOf({ a: 5, b: 3, c: 2 })
  expect(tally(runs(rig, 1_000))).toEqual({ a: 500, b: 300, c: 200 })
})

test('a heavy channel is not used many times in a row', async () => {
  const rig = await rigOf({ a: 5, b: 1, c: 1 })
  const names = runs(rig, 70).join('')
  expect(tally([...names])).toEqual({ a: 50, b: 10, c: 10 })
  expect(names).not.toContain('aaaaaa')
})

test('equal weights take plain turns', async () => {
  const rig = await rigOf({ a: 3, b: 3, c: 3 })
  const names = runs(rig, 300)
  expect(names.slice(0, 3)).toEqual(['a', 'b', 'c'])
  for (let at = 3; at < names.length; at += 1) expect(names[at]).toBe(names[at - 3])
})

test('a channel that comes back makes up for nothing', async () => {
  const rig = await rigOf({ a: 1, b: 1 })
  rig.begin()?.end(failure())
  expect(tally(runs(rig, 50))).toEqual({ b: 50 })
  rig.clock.advance(1_000)
  const { a = 0, b = 0 } = tally(runs(rig, 20))
  expect(Math.abs(a - b)).toBeLessThanOrEqual(2)
})

test('a change of weights holds from the next request on', async () => {
  const rig = await rigOf({ a: 1, b: 1 })
  runs(rig, 100)
  await rig.store.channels.update(1, { weight: 9 })
  await rig.routing.refresh()
  const { a = 0 } = tally(runs(rig, 100))
  expect(Math.abs(a - 90)).toBeLessThanOrEqual(1)
})
