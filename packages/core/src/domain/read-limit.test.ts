import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readLimit } from './read-limit.js'

const NOW = Date.parse('2026-03-01T12:00:00Z')
const IN_90_S = '2026-03-01T12:01:30Z'
const IN_40_S = '2026-03-01T12:00:40Z'

function read(headers: Record<string, string>) {
  const limit = readLimit(new Map(Object.entries(headers)), NOW)
  if (limit === undefined) return undefined
  const { quota, retryAt } = limit
  return { quota, inMs: retryAt === undefined ? undefined : retryAt - NOW }
}

describe('retry-after', () => {
  test.each([
    ['seconds', { 'retry-after': '7' }, 7_000],
    ['seconds with a fraction', { 'retry-after': '1.5' }, 1_500],
    ['milliseconds, which are more exact', { 'retry-after-ms': '1250', 'retry-after': '2' }, 1_250],
    ['IMF-fixdate', { 'retry-after': 'Sun, 01 Mar 2026 12:00:30 GMT' }, 30_000],
    ['the RFC 850 form', { 'retry-after': 'Sunday, 01-Mar-26 12:00:30 GMT' }, 30_000],
    ['the asctime form', { 'retry-after': 'Sun Mar  1 12:00:30 2026' }, 30_000],
    ['seconds with spaces around', { 'retry-after': ' 7 ' }, 7_000],
    ['a fraction of several digits', { 'retry-after': '1.125' }, 1_125],
    ['a date with spaces around', { 'retry-after': ' Sun, 01 Mar 2026 12:00:30 GMT ' }, 30_000],
  ])('%s', (_, headers, inMs) => {
    expect(read(headers)).toEqual({ quota: false, inMs })
  })

  test('of more than a minute speaks of a quota', () => {
    expect(read({ 'retry-after': '61' })).toEqual({ quota: true, inMs: 61_000 })
    expect(read({ 'retry-after': '60' })).toEqual({ quota: false, inMs: 60_000 })
  })

  test.each(['0', '-5', 'soon', '', 'NaN', 'Infinity', '5s', 'March 7', '1e9', '0x10', '1,5'])(
    '%j is no time, or one gone by',
    (value) => {
      expect(read({ 'retry-after': value })).toEqual({ quota: false, inMs: undefined })
    },
  )

  test.each([
    'March 7 2030',
    'until Sun, 01 Mar 2026 12:00:30 GMT',
    'Sun, 01 Mar 2026 12:00:30 GMT+0100',
    'until Sun Mar  1 12:00:30 2026',
    'Sun Mar  1 12:00:30 2026 (local)',
    'until 2026-03-01T12:00:30Z',
    '2026-03-01T12:00:30Z (about)',
  ])('%j has no more than a date in it, and is no time', (value) => {
    expect(read({ 'retry-after': value })).toEqual({ quota: false, inMs: undefined })
  })

  test('counts by its own name only', () => {
    expect(read({ 'x-retry-after': '5' })).toBeUndefined()
  })

  test('a date gone by is no time', () => {
    expect(read({ 'retry-after': 'Sun, 01 Mar 2026 11:59:59 GMT' })).toEqual({
      quota: false,
      inMs: undefined,
    })
  })
})

describe('buckets', () => {
  const BUCKET = 'anthropic-ratelimit'

  test('the reset of the exhausted one counts', () => {
    const headers = {
      [`${BUCKET}-requests-remaining`]: '12',
      [`${BUCKET}-requests-reset`]: IN_90_S,
      [`${BUCKET}-input-tokens-remaining`]: '0',
      [`${BUCKET}-input-tokens-reset`]: IN_40_S,
    }
    expect(read(headers)).toEqual({ quota: false, inMs: 40_000 })
  })

  test('the latest of several exhausted ones counts', () => {
    const headers = {
      [`${BUCKET}-requests-remaining`]: '0',
      [`${BUCKET}-requests-reset`]: '2026-03-01T12:00:50.250+00:00',
      [`${BUCKET}-tokens-remaining`]: '0',
      [`${BUCKET}-tokens-reset`]: IN_40_S,
    }
    expect(read(headers)).toEqual({ quota: false, inMs: 50_250 })
  })

  test('all count where none tells what remains', () => {
    const headers = { [`${BUCKET}-requests-reset`]: IN_40_S, [`${BUCKET}-tokens-reset`]: IN_90_S }
    expect(read(headers)).toEqual({ quota: true, inMs: 90_000 })
  })

  test('retry-after goes first: a bucket is of use before it is full', () => {
    const headers = {
      'retry-after': '3',
      [`${BUCKET}-tokens-remaining`]: '0',
      [`${BUCKET}-tokens-reset`]: IN_40_S,
    }
    expect(read(headers)).toEqual({ quota: false, inMs: 3_000 })
  })

  test('an exhausted one without a sensible reset is a limit without a time', () => {
    const headers = { [`${BUCKET}-tokens-remaining`]: '0', [`${BUCKET}-tokens-reset`]: 'later' }
    expect(read(headers)).toEqual({ quota: false, inMs: undefined })
  })

  test('a large limit is no time, and one of nothing is not exhausted', () => {
    const reset = { [`${BUCKET}-tokens-reset`]: IN_40_S }
    expect(read({ ...reset, [`${BUCKET}-tokens-limit`]: '2000000000' })?.inMs).toBe(40_000)
    expect(read({ [`${BUCKET}-tokens-limit`]: '0' })).toBeUndefined()
  })

  test('none exhausted: the refusal is not about limits', () => {
    const headers = { [`${BUCKET}-tokens-remaining`]: '9', [`${BUCKET}-tokens-reset`]: IN_40_S }
    expect(read(headers)).toBeUndefined()
  })
})

describe('the unified limit', () => {
  const UNIFIED = 'anthropic-ratelimit-unified'
  const inHours = (hours: number) => String(NOW / 1000 + hours * 3600)

  test('rejected: a quota, until its reset in epoch seconds', () => {
    const headers = { [`${UNIFIED}-status`]: 'rejected', [`${UNIFIED}-reset`]: inHours(3) }
    expect(read(headers)).toEqual({ quota: true, inMs: 3 * 3_600_000 })
  })

  test('the reset of the rejected window counts, not that of the other', () => {
    const headers = {
      'retry-after': '30',
      [`${UNIFIED}-5h-status`]: 'rejected',
      [`${UNIFIED}-5h-reset`]: inHours(2),
      [`${UNIFIED}-7d-status`]: 'allowed',
      [`${UNIFIED}-7d-reset`]: inHours(100),
    }
    expect(read(headers)).toEqual({ quota: true, inMs: 2 * 3_600_000 })
  })

  test('with two windows rejected the later reset counts', () => {
    const headers = {
      [`${UNIFIED}-5h-status`]: 'rejected',
      [`${UNIFIED}-5h-reset`]: inHours(2),
      [`${UNIFIED}-7d-status`]: 'rejected',
      [`${UNIFIED}-7d-reset`]: inHours(100),
    }
    expect(read(headers)).toEqual({ quota: true, inMs: 100 * 3_600_000 })
  })

  test('rejected in other letters', () => {
    expect(read({ [`${UNIFIED}-status`]: ' Rejected ' })).toEqual({ quota: true, inMs: undefined })
  })

  test('a rejected window without a sensible reset: that of another one, or of the whole', () => {
    const rejected = { [`${UNIFIED}-5h-status`]: 'rejected' }
    expect(read({ ...rejected, [`${UNIFIED}-reset`]: inHours(3) })?.inMs).toBe(3 * 3_600_000)
    const other = { [`${UNIFIED}-7d-status`]: 'rejected', [`${UNIFIED}-7d-reset`]: inHours(9) }
    expect(read({ ...other, ...rejected })?.inMs).toBe(9 * 3_600_000)
  })

  test('only a status is rejected, and only of this limit', () => {
    expect(read({ [`${UNIFIED}-fallback`]: 'rejected' })).toBeUndefined()
    expect(read({ 'x-ratelimit-status': 'rejected' })?.quota).toBe(false)
  })

  test('rejected without a reset: retry-after, else no time', () => {
    const rejected = { [`${UNIFIED}-status`]: 'rejected' }
    expect(read({ ...rejected, 'retry-after': '30' })).toEqual({ quota: true, inMs: 30_000 })
    expect(read(rejected)).toEqual({ quota: true, inMs: undefined })
    const past = { ...rejected, [`${UNIFIED}-reset`]: '12' }
    expect(read(past)?.inMs).toBeUndefined()
    expect(read({ ...past, 'retry-after': '30' })?.inMs).toBe(30_000)
  })

  test('a reset in milliseconds or as a date is understood', () => {
    const rejected = { [`${UNIFIED}-status`]: 'rejected' }
    expect(read({ ...rejected, [`${UNIFIED}-reset`]: String(NOW + 5_000) })?.inMs).toBe(5_000)
    expect(read({ ...rejected, [`${UNIFIED}-reset`]: IN_40_S })?.inMs).toBe(40_000)
  })

  test('allowed, or only the paid overage rejected: not about limits', () => {
    expect(
      read({
        [`${UNIFIED}-status`]: 'allowed',
        [`${UNIFIED}-overage-status`]: 'rejected',
        [`${UNIFIED}-reset`]: inHours(3),
      }),
    ).toBeUndefined()
  })
})

test("another vendor's rate-limit headers tell a limit without a time", () => {
  expect(read({ 'x-ratelimit-remaining-requests': '0' })).toEqual({ quota: false, inMs: undefined })
})

test('no headers, no limit', () => {
  expect(read({})).toBeUndefined()
  expect(read({ 'content-type': 'application/json' })).toBeUndefined()
})

test('no headers whatever make it throw or name a time that is not in the future', () => {
  const name = fc.constantFrom(
    'retry-after',
    'retry-after-ms',
    'anthropic-ratelimit-unified-status',
    'anthropic-ratelimit-unified-reset',
    'anthropic-ratelimit-requests-remaining',
    'anthropic-ratelimit-requests-reset',
  )
  const value = fc.oneof(fc.string(), fc.integer().map(String), fc.double().map(String))
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value)), (headers) => {
      const at = readLimit(new Map(headers), NOW)?.retryAt
      expect(at === undefined || at > NOW).toBe(true)
    }),
    { numRuns: 2_000 },
  )
})
