import { expect, it } from 'vitest'
import type { RecordedPlan } from '../../api/logs.js'
import { toPlans } from './to-plans.js'

const plan = (ready: number): RecordedPlan => ({ strategy: null, ready, left_out: [], more: 0 })

const numbersOf = (rows: { attempt: number; plan: RecordedPlan | null }[]) =>
  toPlans(rows).map(({ attempts }) => attempts.map(({ attempt }) => attempt))

it('has nothing to show where nothing is on record', () => {
  expect(numbersOf([{ attempt: 1, plan: null }])).toEqual([])
})

it('shows a plan once for the attempts that share it', () => {
  const rows = [
    { attempt: 2, plan: plan(3) },
    { attempt: 1, plan: plan(3) },
    { attempt: 3, plan: plan(2) },
  ]
  expect(numbersOf(rows)).toEqual([[1, 2], [3]])
  expect(toPlans(rows)[1]?.plan).toEqual(plan(2))
})

it('does not join over an attempt that left nothing out', () => {
  const rows = [
    { attempt: 1, plan: plan(3) },
    { attempt: 2, plan: null },
    { attempt: 3, plan: plan(3) },
  ]
  expect(numbersOf(rows)).toEqual([[1], [3]])
})
