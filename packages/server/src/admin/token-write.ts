import type { TokenLimits, TokenPatch } from '@ccload/core'
import type { TokenPatchInput } from './token-schema.js'

const NO_LIMITS: TokenLimits = {
  requestsPerMinute: null,
  concurrent: null,
  dailyCostMicroUsd: null,
  monthlyCostMicroUsd: null,
}

/**
 * The change that a merge patch (RFC 7396) makes to a token with these limits: what it names, null
 * being the default, and of the limits only those that it names.
 */
export function toTokenPatch(input: TokenPatchInput, limits: TokenLimits = NO_LIMITS): TokenPatch {
  return {
    name: input.name,
    enabled: input.enabled === null ? true : input.enabled,
    expiresAt: input.expires_at,
    models: input.models,
    channelIds: input.channel_ids,
    limits: input.limits === null ? NO_LIMITS : input.limits && mergeLimits(input.limits, limits),
  }
}

function mergeLimits(
  named: NonNullable<TokenPatchInput['limits']>,
  limits: TokenLimits,
): TokenLimits {
  const or = (value: number | null | undefined, other: number | null) =>
    value === undefined ? other : value
  return {
    requestsPerMinute: or(named.requests_per_minute, limits.requestsPerMinute),
    concurrent: or(named.concurrent, limits.concurrent),
    dailyCostMicroUsd: or(named.daily_cost_micro_usd, limits.dailyCostMicroUsd),
    monthlyCostMicroUsd: or(named.monthly_cost_micro_usd, limits.monthlyCostMicroUsd),
  }
}
