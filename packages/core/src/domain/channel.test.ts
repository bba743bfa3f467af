import { describe, expect, it } from 'vitest'
import { toChannel } from '../../test/routing/world.js'
import { CHANNEL_DEFAULTS, isLimited } from './channel.js'

const { limits } = CHANNEL_DEFAULTS

describe('a channel of which nothing else is said', () => {
  it('is in use, trusts no certificate that others would not, and costs what is listed', () => {
    expect(CHANNEL_DEFAULTS).toMatchObject({
      enabled: true,
      connection: { proxyUrl: null, insecureTls: false, ca: null, http2: false },
      costMultiplier: 1,
    })
  })

  it('has its share, and its keys take turns', () => {
    expect(CHANNEL_DEFAULTS).toMatchObject({ keyStrategy: 'round-robin', priority: 0, weight: 1 })
  })

  it('is not limited', () => {
    expect(isLimited(toChannel(1))).toBe(false)
  })
})

it.each([
  { limits: { ...limits, requestsPerMinute: 0 } },
  { limits: { ...limits, concurrent: 1 } },
  { limits: { ...limits, dailyCostMicroUsd: 1_000_000 } },
  { activeHours: { from: '09:00', to: '17:00', timeZone: 'UTC' } },
])('a channel with %j is limited', (overrides) => {
  expect(isLimited(toChannel(1, overrides))).toBe(true)
})
