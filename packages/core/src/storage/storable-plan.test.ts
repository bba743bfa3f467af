import { expect, it } from 'vitest'
import type { PlanNote } from '../domain/plan-note.js'
import { fromPlanText, toPlanText, toStorablePlan } from './storable-plan.js'

const plan: PlanNote = {
  strategy: 'affinity',
  ready: 1,
  leftOut: [{ channelId: 3, reason: 'cooling', until: 5 }],
  more: 0,
}

it('gives entries that share a note the same copy and the same text', () => {
  const copy = toStorablePlan(plan)
  expect(copy).toEqual(plan)
  expect(toStorablePlan(plan)).toBe(copy)
  expect(fromPlanText(toPlanText(copy))).toEqual(plan)
})

it.each([null, undefined, 'text', 7])('%j is no note', (value) => {
  expect(toStorablePlan(value)).toBeNull()
})

it('makes something storable of whatever a note holds', () => {
  const leftOut = [null, 7, { channelId: 'x' }, { channelId: 1.6, reason: 'a\0b', until: Infinity }]
  const odd = { strategy: 7, ready: -3, leftOut, more: 'x' }
  expect(toStorablePlan(odd)).toEqual({
    strategy: null,
    ready: 0,
    leftOut: [{ channelId: 2, reason: expect.not.stringContaining('\0'), until: null }],
    more: 0,
  })
  const many = Array.from({ length: 50 }, (_, at) => ({ channelId: at, reason: 'cooling' }))
  expect(toStorablePlan({ leftOut: many, more: 5 })).toMatchObject({ more: 35 })
  expect(toStorablePlan({ leftOut: many })?.leftOut).toHaveLength(20)
})

it.each([null, '', 'nonsense', '7', 'null'])('reads %j as no note', (text) => {
  expect(fromPlanText(text)).toBeNull()
})
