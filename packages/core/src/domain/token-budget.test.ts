import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TOKEN_DEFAULTS } from './client-token.js'
import { toDay, toMonth, toTokenBudget } from './token-budget.js'

const NOON = Date.UTC(2026, 10, 24, 12)

function budget(daily: number | null, monthly: number | null, today: number, month: number) {
  const limits = {
    ...TOKEN_DEFAULTS.limits,
    dailyCostMicroUsd: daily,
    monthlyCostMicroUsd: monthly,
  }
  return toTokenBudget(limits, { costTodayMicroUsd: today, costMonthMicroUsd: month }, NOON)
}

describe('the periods', () => {
  it.each([
    ['2026-11-24T23:59:59.999Z', '2026-11-24', '2026-11-01'],
    ['2026-12-01T00:00:00.000Z', '2026-12-01', '2026-12-01'],
    ['2028-02-29T10:00:00.000Z', '2028-02-29', '2028-02-01'],
  ])('of %s begin at midnight UTC', (instant, day, month) => {
    expect(new Date(toDay(Date.parse(instant))).toISOString()).toBe(`${day}T00:00:00.000Z`)
    expect(new Date(toMonth(Date.parse(instant))).toISOString()).toBe(`${month}T00:00:00.000Z`)
  })
})

describe('the budget that decides', () => {
  const midnight = Date.UTC(2026, 10, 25)
  const december = Date.UTC(2026, 11, 1)

  it.each([
    ['there is none', null, null, 9, 9, undefined],
    ['little is spent', 100, null, 74, 999, ['daily', 'allowed', 0.74, midnight]],
    ['three quarters are spent', 100, null, 75, 75, ['daily', 'allowed_warning', 0.75, midnight]],
    ['all of the day is spent', 100, 1000, 100, 100, ['daily', 'rejected', 1, midnight]],
    ['more than all is spent', null, 100, 0, 250, ['monthly', 'rejected', 1, december]],
    ['both are used up', 100, 100, 100, 100, ['monthly', 'rejected', 1, december]],
    [
      'the month is nearer to its end',
      100,
      100,
      10,
      90,
      ['monthly', 'allowed_warning', 0.9, december],
    ],
    ['the day is nearer to its end', 100, 1000, 50, 90, ['daily', 'allowed', 0.5, midnight]],
    ['nothing may be spent at all', 0, null, 0, 0, ['daily', 'rejected', 1, midnight]],
  ] as const)('where %s', (_, daily, monthly, today, month, expected) => {
    const found = budget(daily, monthly, today, month)
    expect(found && [found.period, found.status, found.utilization, found.resetsAt]).toEqual(
      expected,
    )
  })

  it('in December resets in January', () => {
    const limits = { ...TOKEN_DEFAULTS.limits, monthlyCostMicroUsd: 1 }
    const usage = { costTodayMicroUsd: 0, costMonthMicroUsd: 0 }
    const found = toTokenBudget(limits, usage, Date.UTC(2026, 11, 31, 23))
    expect(found?.resetsAt).toBe(Date.UTC(2027, 0, 1))
  })

  it('rejects exactly while one of the two is used up, and never resets in the past', () => {
    const amount = fc.nat(1_000)
    const limit = fc.option(fc.integer({ min: 1, max: 1_000 }))
    fc.assert(
      fc.property(limit, limit, amount, amount, (daily, monthly, today, earlier) => {
        const month = today + earlier
        const found = budget(daily, monthly, today, month)
        const isUsedUp =
          (daily !== null && today >= daily) || (monthly !== null && month >= monthly)
        expect(found?.status === 'rejected').toBe(isUsedUp)
        if (found !== undefined) expect(found.resetsAt).toBeGreaterThan(NOON)
      }),
    )
  })
})
