import type { Token } from '../../api/tokens.js'

export type TokenState = 'active' | 'disabled' | 'expired' | 'used-up'

/** Whether a token works now, and if not, why. */
export function toTokenState(token: Token, now: number): TokenState {
  const { limits, usage } = token
  if (!token.enabled) return 'disabled'
  if (token.expires_at !== null && Date.parse(token.expires_at) <= now) return 'expired'
  const isOver = (used: number, limit: number | null) => limit !== null && used >= limit
  return isOver(usage.cost_today_micro_usd, limits.daily_cost_micro_usd) ||
    isOver(usage.cost_month_micro_usd, limits.monthly_cost_micro_usd)
    ? 'used-up'
    : 'active'
}

export const TOKEN_LOOKS = {
  active: 'good',
  disabled: 'off',
  expired: 'bad',
  'used-up': 'warn',
} as const satisfies Record<TokenState, string>
