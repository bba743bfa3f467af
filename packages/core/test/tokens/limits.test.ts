import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type ClientToken,
  TOKEN_DEFAULTS,
  type TokenLimits,
} from '../../src/domain/client-token.js'
import { createTokenLimiter, type TokenPermit } from '../../src/state/token-limits.js'

const NOW = Date.UTC(2026, 10, 15, 12)

function token(limits: Partial<TokenLimits>, id = 1): ClientToken {
  const rest = { lastUsedAt: null, version: 1, createdAt: 0, updatedAt: 0 }
  const base = { ...TOKEN_DEFAULTS, ...rest, id, name: `t${id}`, digest: `${id}`, prefix: '' }
  return { ...base, limits: { ...TOKEN_DEFAULTS.limits, ...limits } }
}

/** A limiter whose token has spent so much. */
function createRig(costTodayMicroUsd = 0) {
  let requests = 0
  const limiter = createTokenLimiter({
    add: () => {
      requests += 1
    },
    of: (tokenId) => ({
      tokenId,
      requestsToday: requests,
      costTodayMicroUsd,
      costMonthMicroUsd: costTodayMicroUsd,
    }),
  })
  return { limiter, requests: () => requests }
}

function admitted(admission: ReturnType<ReturnType<typeof createTokenLimiter>['admit']>) {
  expect(admission.kind).toBe('admitted')
  return admission as TokenPermit
}

describe('a token’s limits', () => {
  it('let through as many at once as may be, and one more for each that ends', () => {
    const { limiter } = createRig()
    const limited = token({ concurrent: 2 })
    const first = admitted(limiter.admit(limited, 'messages', NOW))
    admitted(limiter.admit(limited, 'other', NOW))
    const refusal = { kind: 'concurrency', limit: 2 }
    expect(limiter.admit(limited, 'messages', NOW)).toEqual(refusal)
    first.release()
    first.release()
    admitted(limiter.admit(limited, 'messages', NOW))
    expect(limiter.admit(limited, 'messages', NOW)).toEqual(refusal)
  })

  it('hold each token for itself', () => {
    const { limiter } = createRig()
    const limits = { concurrent: 1, requestsPerMinute: 1 }
    admitted(limiter.admit(token(limits, 1), 'messages', NOW))
    admitted(limiter.admit(token(limits, 2), 'messages', NOW))
  })

  it('count a refused request for nothing', () => {
    const { limiter, requests } = createRig()
    const limited = token({ concurrent: 1, requestsPerMinute: 2 })
    const first = admitted(limiter.admit(limited, 'messages', NOW))
    for (let at = 0; at < 5; at += 1) limiter.admit(limited, 'messages', NOW)
    first.release()
    admitted(limiter.admit(limited, 'messages', NOW + 1_000)).release()
    expect(limiter.admit(limited, 'messages', NOW + 2_000)).toEqual({
      kind: 'rate',
      limit: 2,
      retryAfterMs: 58_000,
    })
    expect(requests()).toBe(2)
  })

  it('take hold at once where they are changed', () => {
    const { limiter } = createRig()
    admitted(limiter.admit(token({}), 'messages', NOW))
    expect(limiter.admit(token({ concurrent: 1 }), 'messages', NOW).kind).toBe('concurrency')
    admitted(limiter.admit(token({ concurrent: 2 }), 'messages', NOW))
  })

  it('leave counting tokens to a rate of its own', () => {
    const { limiter } = createRig(100)
    const limited = token({ concurrent: 1, requestsPerMinute: 1, dailyCostMicroUsd: 100 })
    admitted(limiter.admit(limited, 'count_tokens', NOW))
    expect(limiter.inFlight(1)).toBe(0)
    expect(limiter.admit(limited, 'count_tokens', NOW).kind).toBe('rate')
    expect(limiter.admit(limited, 'messages', NOW)).toMatchObject({
      kind: 'budget',
      budget: { period: 'daily', status: 'rejected' },
    })
  })

  it('forget tokens that are gone, but not their requests under way', () => {
    const { limiter } = createRig()
    const permit = admitted(limiter.admit(token({}), 'messages', NOW))
    limiter.keepOnly(new Set())
    expect(limiter.inFlight(1)).toBe(1)
    permit.release()
    limiter.keepOnly(new Set())
    expect(limiter.inFlight(1)).toBe(0)
  })

  it('are never exceeded, and all places are free again when all requests are over', () => {
    const limits = fc.record({
      concurrent: fc.option(fc.integer({ min: 1, max: 3 })),
      requestsPerMinute: fc.option(fc.integer({ min: 1, max: 5 })),
    })
    const step = fc.record({
      tokenId: fc.integer({ min: 1, max: 2 }),
      endpoint: fc.constantFrom('messages' as const, 'count_tokens' as const, 'other' as const),
      waitMs: fc.nat(20_000),
      releases: fc.nat(3),
    })
    fc.assert(
      fc.property(limits, fc.array(step, { maxLength: 80 }), (limit, steps) => {
        const { limiter } = createRig()
        const open: { id: number; permit: TokenPermit; isCount: boolean }[] = []
        let now = NOW
        for (const { tokenId, endpoint, waitMs, releases } of steps) {
          now += waitMs
          const admission = limiter.admit(token(limit, tokenId), endpoint, now)
          const isCount = endpoint === 'count_tokens'
          if (admission.kind === 'admitted') open.push({ id: tokenId, permit: admission, isCount })
          for (let at = 0; at < releases; at += 1) open.shift()?.permit.release()
          const places = open.filter(({ id, isCount: free }) => id === tokenId && !free).length
          expect(limiter.inFlight(tokenId)).toBe(places)
          expect(places).toBeLessThanOrEqual(limit.concurrent ?? Number.POSITIVE_INFINITY)
        }
        for (const { permit } of open) permit.release()
        expect([limiter.inFlight(1), limiter.inFlight(2)]).toEqual([0, 0])
      }),
    )
  })
})
