import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { NetworkFault, Outcome } from './outcome.js'
import { toVerdict } from './to-verdict.js'

const NOW = 1_750_000_000_000

function judge(outcome: Outcome, endpoint: 'messages' | 'count_tokens' | 'other' = 'messages') {
  return toVerdict(outcome, { endpoint, now: NOW })
}

function answer(status: number, headers: Record<string, string> = {}, body = ''): Outcome {
  return { kind: 'answer', status, headers: new Map(Object.entries(headers)), body }
}

function errorIn200(errorType: string): Outcome {
  return { kind: 'error-in-200', errorType, message: '' }
}

describe('a status is judged as the contract says', () => {
  const model = (cause: string) => ({ action: 'next', cool: { scope: 'model', cause } })

  test.each([401, 402, 403])('%i: the key, for long', (status) => {
    const cool = { scope: 'key', cause: 'credential' }
    expect(judge(answer(status))).toEqual({ action: 'next', cool })
  })

  test.each([500, 501, 502, 503, 505, 507, 511, 520, 521, 522, 523, 525, 526, 527, 599])(
    '%i: the model on the channel',
    (status) => expect(judge(answer(status))).toEqual(model('server-error')),
  )

  test.each([300, 301, 302, 303, 304, 307, 308])(
    '%i: the model, for a redirect is never followed',
    (status) => expect(judge(answer(status))).toEqual(model('server-error')),
  )

  test.each([408, 504, 524])('%i: the model, for being late', (status) => {
    expect(judge(answer(status))).toEqual(model('timeout'))
  })

  test('529: the model, for overload', () => {
    expect(judge(answer(529))).toEqual(model('overloaded'))
  })

  test('404 for the model or the path: the model', () => {
    expect(judge(answer(404))).toEqual(model('not-found'))
  })

  test.each([400, 405, 406, 409, 410, 411, 413, 415, 418, 422, 425, 431, 451, 499])(
    '%i: is passed on and cools nothing',
    (status) => expect(judge(answer(status))).toEqual({ action: 'relay' }),
  )

  test.each([0, -1, 100, 199, 600, 999, Number.NaN])('%d: is a fault of the model', (status) => {
    expect(judge(answer(status))).toEqual(model('server-error'))
  })
})

describe('404 thread_not_found', () => {
  const body = JSON.stringify({
    type: 'error',
    error: { type: 'not_found_error', details: { error_code: 'thread_not_found' } },
  })

  test.each(['messages', 'count_tokens', 'other'] as const)('is passed on for %s', (endpoint) => {
    expect(judge(answer(404, {}, body), endpoint)).toEqual({ action: 'relay' })
  })

  test('is not seen in a text that merely mentions it', () => {
    expect(judge(answer(404, {}, '{"error":{"message":"thread_not_found"}}')).action).toBe('next')
  })
})

describe('what is not messages', () => {
  test.each([404, 405, 501])('%i: the upstream lacks it; next, and nothing cools', (status) => {
    expect(judge(answer(status), 'count_tokens')).toEqual({ action: 'next' })
    expect(judge(answer(status), 'other')).toEqual({ action: 'next' })
  })

  test('count_tokens proves nothing about a cooldown of messages', () => {
    expect(judge({ kind: 'relayed', status: 200 }, 'count_tokens').clear).toBe(false)
  })

  test.each([401, 429, 529])('%i is judged as for messages', (status) => {
    expect(judge(answer(status), 'count_tokens')).toEqual(judge(answer(status)))
    expect(judge(answer(status), 'other')).toEqual(judge(answer(status)))
  })
})

describe('three kinds of 429', () => {
  test('a used-up quota: the key until the reset that is named', () => {
    const reset = NOW + 5 * 3_600_000
    const headers = {
      'anthropic-ratelimit-unified-status': 'rejected',
      'anthropic-ratelimit-unified-reset': String(reset / 1000),
    }
    const cool = { scope: 'key', cause: 'quota', until: reset }
    expect(judge(answer(429, headers))).toEqual({ action: 'next', cool })
  })

  test('a used-up quota without a reset: the ladder', () => {
    const headers = { 'anthropic-ratelimit-unified-status': 'rejected' }
    const cool = { scope: 'key', cause: 'quota' }
    expect(judge(answer(429, headers))).toEqual({ action: 'next', cool })
  })

  test('per minute: the key for as long as is said', () => {
    const cool = { scope: 'key', cause: 'rate-limit', until: NOW + 20_000 }
    expect(judge(answer(429, { 'retry-after': '20' }))).toEqual({ action: 'next', cool })
  })

  test('per minute, without a time: the ladder', () => {
    const cool = { scope: 'key', cause: 'rate-limit' }
    expect(judge(answer(429, { 'x-ratelimit-limit': '5' }))).toEqual({ action: 'next', cool })
  })

  test('unexplained, so perhaps about the request: the key for a second that never grows', () => {
    const cool = { scope: 'key', cause: 'rate-limit', until: NOW + 1_000 }
    expect(judge(answer(429))).toEqual({ action: 'next', cool })
  })
})

describe('an error inside a 200 is judged as the status it stands for', () => {
  test.each([
    ['overloaded_error', 529],
    ['rate_limit_error', 429],
    ['api_error', 500],
    ['timeout_error', 504],
    ['authentication_error', 401],
    ['billing_error', 402],
    ['permission_error', 403],
    ['not_found_error', 404],
    ['invalid_request_error', 400],
    ['request_too_large', 413],
    ['some_new_error', 500],
    ['', 500],
    ['constructor', 500],
  ])('%s is %i', (type, status) => {
    expect(judge(errorIn200(type))).toEqual(judge(answer(status)))
  })
})

describe('without a status', () => {
  test.each<[NetworkFault, string]>([
    ['dns', 'connection'],
    ['refused', 'connection'],
    ['tls', 'connection'],
    ['reset', 'connection'],
    ['connect-timeout', 'timeout'],
    ['first-event-timeout', 'timeout'],
  ])('%s: the channel, for %s', (fault, cause) => {
    const cool = { scope: 'channel', cause }
    expect(judge({ kind: 'network', fault, message: '' })).toEqual({ action: 'next', cool })
  })

  test.each(['html', 'empty'] as const)('a 200 that is %s: the channel', (what) => {
    const cool = { scope: 'channel', cause: 'malformed' }
    expect(judge({ kind: 'malformed', what })).toEqual({ action: 'next', cool })
  })

  test('broken off after the head: no second upstream, the model cools', () => {
    const cool = { scope: 'model', cause: 'connection' }
    expect(judge({ kind: 'cut', status: 200, message: '' })).toEqual({ action: 'relay', cool })
  })

  test('the client left: nobody is blamed', () => {
    expect(judge({ kind: 'aborted' })).toEqual({ action: 'relay' })
  })

  test('relayed: what rested the candidate is over', () => {
    expect(judge({ kind: 'relayed', status: 200 })).toEqual({ action: 'relay', clear: true })
  })
})

test('every status has a verdict, and none below 400 or from 500 on reaches the client', () => {
  const endpoint = fc.constantFrom('messages', 'count_tokens', 'other' as const)
  fc.assert(
    fc.property(fc.integer({ min: 300, max: 999 }), endpoint, fc.string(), (status, at, body) => {
      const verdict = judge(answer(status, {}, body), at as 'messages')
      const isClientError = status >= 400 && status < 500
      expect(isClientError || verdict.action === 'next').toBe(true)
      if (verdict.action === 'relay') expect(verdict.cool).toBeUndefined()
    }),
    { numRuns: 2_000 },
  )
})
