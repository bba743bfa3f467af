import { describe, expect, it } from 'vitest'
import { matchRoute, withModelInPath } from './route.js'

describe('matchRoute', () => {
  it.each([
    ['POST', '/v1/messages', { kind: 'forward', endpoint: 'messages', model: null }],
    ['POST', '/v1/messages?beta=true', { kind: 'forward', endpoint: 'messages', model: null }],
    [
      'POST',
      '/v1/messages/count_tokens?beta=true',
      { kind: 'forward', endpoint: 'count_tokens', model: null },
    ],
    ['POST', '/v1/chat/completions', { kind: 'forward', endpoint: 'other', model: null }],
    [
      'POST',
      '/v1beta/models/gemini-2:streamGenerateContent?alt=sse',
      { kind: 'forward', endpoint: 'other', model: 'gemini-2' },
    ],
    ['GET', '/v1/models?limit=1000', { kind: 'models', id: null }],
    ['GET', '/v1/models/vendor%2Fm', { kind: 'models', id: 'vendor/m' }],
    ['HEAD', '/', { kind: 'probe' }],
    ['HEAD', '/api/hello', { kind: 'probe' }],
    ['POST', '/v1/traces', { kind: 'sink' }],
    ['POST', '/api/event_logging/batch', { kind: 'sink' }],
    ['GET', '/managed/settings', { kind: 'absent' }],
    ['DELETE', '/v1/files/1', { kind: 'absent' }],
    [
      'POST',
      '/v1beta/models/vendor%2Fm:generateContent',
      { kind: 'forward', endpoint: 'other', model: 'vendor/m' },
    ],
  ])('%s %s', (method, target, route) => {
    expect(matchRoute(method, target)).toEqual(route)
  })

  it.each([
    ['GET', '/'],
    ['GET', '/admin/channels'],
    ['POST', '/v1'],
    ['POST', '/v2/messages'],
    ['POST', '/v1beta/models'],
  ])('leaves %s %s to the host', (method, target) => {
    expect(matchRoute(method, target)).toBeUndefined()
  })
})

describe('what an upstream may read otherwise is not forwarded', () => {
  it.each([
    '/v1/../admin',
    '/v1/messages/../../admin',
    '/v1/..',
    '/v1/./messages',
    '/v1/%2e%2e/admin',
    '/v1/..%2fadmin',
    '/v1/%2E./admin',
    '/v1/messages%2f..%2fadmin',
    '/v1/%252e%252e/admin',
    '/v1/..;/admin',
    '/v1/..\\admin',
    '/v1/a%5c..',
    '/v1//messages',
    '/v1/messages/',
    '/v1/',
    '/v1/messages#x',
    '/v1/a%00',
    '/v1/a\u00e9',
  ])('POST %s', (target) => {
    expect(matchRoute('POST', target)).toEqual({ kind: 'absent' })
  })

  it.each([
    '//v1/messages',
    'http://elsewhere/v1/messages',
    '/V1/messages',
    '*',
    '',
    '/v1beta/models/..:generateContent',
    '/v1beta/models/%2e%2e%2fadmin:generateContent',
    '/v1beta/models/a%2F..%2Fb:generateContent',
    '/v1beta/models/a%252F..:generateContent',
    '/v1beta/models/a%2F%2Fb:generateContent',
    '/v1beta/models/%ff:generateContent',
    '/v1beta/../models/m:generateContent',
  ])('POST %s', (target) => {
    expect(matchRoute('POST', target)).toBeUndefined()
  })
})

it('puts another model into a path, however the first was spelled', () => {
  const target = '/v1beta/models/vendor%2Fm:streamGenerateContent?alt=sse&x=/v1beta/models/m:y'
  expect(withModelInPath(target, 'a/b$&')).toBe(
    '/v1beta/models/a%2Fb%24%26:streamGenerateContent?alt=sse&x=/v1beta/models/m:y',
  )
})
