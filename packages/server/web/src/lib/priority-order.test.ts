import fc from 'fast-check'
import { expect, it } from 'vitest'
import { byPriority, moveBehind, type Ranked } from './priority-order.js'

const order = (channels: readonly Ranked[]) => [...channels].sort(byPriority).map(({ id }) => id)

function apply(channels: readonly Ranked[], id: number, after: number | null): Ranked[] {
  const changes = new Map(moveBehind(channels, id, after).map((each) => [each.id, each.priority]))
  return channels.map((each) => ({ ...each, priority: changes.get(each.id) ?? each.priority }))
}

it('gives a channel a priority of its own where there is room', () => {
  const channels = [
    { id: 1, priority: 30 },
    { id: 2, priority: 20 },
    { id: 3, priority: 0 },
  ]
  expect(moveBehind(channels, 3, 1)).toEqual([{ id: 3, priority: 25 }])
  expect(moveBehind(channels, 3, null)).toEqual([{ id: 3, priority: 40 }])
  expect(moveBehind(channels, 1, 3)).toEqual([{ id: 1, priority: -10 }])
})

it('makes room above where there is none', () => {
  const channels = [
    { id: 1, priority: 3 },
    { id: 2, priority: 2 },
    { id: 3, priority: 0 },
  ]
  expect(moveBehind(channels, 3, 1)).toEqual([
    { id: 1, priority: 4 },
    { id: 3, priority: 3 },
  ])
})

it('joins the priority of channels that share one', () => {
  const channels = [
    { id: 1, priority: 10 },
    { id: 2, priority: 10 },
    { id: 3, priority: 0 },
  ]
  expect(moveBehind(channels, 3, 1)).toEqual([{ id: 3, priority: 10 }])
})

it('changes nothing when the channel is there already, or is not known', () => {
  const channels = [
    { id: 1, priority: 10 },
    { id: 2, priority: 5 },
  ]
  expect(moveBehind(channels, 2, 1)).toEqual([])
  expect(moveBehind(channels, 1, null)).toEqual([])
  expect(moveBehind(channels, 9, 1)).toEqual([])
  expect(moveBehind(channels, 1, 9)).toEqual([])
})

const distinct = fc
  .uniqueArray(fc.integer({ min: -50, max: 50 }), { minLength: 2, maxLength: 8 })
  .map((priorities) => priorities.map((priority, i) => ({ id: i + 1, priority })))

it('puts the channel where it was dropped and leaves the order of the others', () => {
  fc.assert(
    fc.property(distinct, fc.nat(), fc.nat(), (channels, first, second) => {
      const ids = order(channels)
      const id = ids[first % ids.length] ?? 1
      const rest = ids.filter((each) => each !== id)
      const after = rest[second % rest.length] ?? null
      const place = after === null ? 0 : rest.indexOf(after) + 1
      const wanted = [...rest.slice(0, place), id, ...rest.slice(place)]
      expect(order(apply(channels, id, after))).toEqual(wanted)
    }),
  )
})
