import type { TokenLimits, TokenUsage } from './client-token.js'
import { SPAN_MS } from './roll-up.js'
import { floorTo } from './time-range.js'

/** How long a budget lasts. */
export type BudgetPeriod = 'daily' | 'monthly'

/** How a token stands with the budget that restricts it most. */
export interface TokenBudget {
  readonly period: BudgetPeriod
  readonly status: 'allowed' | 'allowed_warning' | 'rejected'
  /** The part that is spent, from 0 to 1. */
  readonly utilization: number
  /** Epoch milliseconds at which it starts anew. */
  readonly resetsAt: number
}

/** The part of a budget from which on its token is warned. Source: gateway contract, "Failover". */
export const BUDGET_WARNING = 0.75

/** Midnight UTC before or at an instant. */
export function toDay(now: number): number {
  return floorTo(now, 'day')
}

/** The beginning of the calendar month (UTC) of an instant. */
export function toMonth(now: number): number {
  const date = new Date(now)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth())
}

function nextMonth(now: number): number {
  const date = new Date(now)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1)
}

/**
 * The budget that decides: of those that are used up the one that lasts longest, else the one of
 * which most is spent. Undefined for a token without a budget.
 */
export function toTokenBudget(
  limits: TokenLimits,
  usage: Pick<TokenUsage, 'costTodayMicroUsd' | 'costMonthMicroUsd'>,
  now: number,
): TokenBudget | undefined {
  const { dailyCostMicroUsd: daily, monthlyCostMicroUsd: monthly } = limits
  const ofMonth =
    monthly === null
      ? undefined
      : toBudget('monthly', usage.costMonthMicroUsd, monthly, nextMonth(now))
  if (daily === null) return ofMonth
  const ofDay = toBudget('daily', usage.costTodayMicroUsd, daily, toDay(now) + SPAN_MS.day)
  if (ofMonth === undefined) return ofDay
  // What is used up is at 1, however much more was spent: then the month decides.
  return ofDay.utilization > ofMonth.utilization ? ofDay : ofMonth
}

function toBudget(
  period: BudgetPeriod,
  spent: number,
  limit: number,
  resetsAt: number,
): TokenBudget {
  if (spent >= limit) return { period, status: 'rejected', utilization: 1, resetsAt }
  const utilization = spent / limit
  const status = utilization < BUDGET_WARNING ? 'allowed' : 'allowed_warning'
  return { period, status, utilization, resetsAt }
}
