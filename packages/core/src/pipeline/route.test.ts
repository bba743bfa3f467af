import { describe, expect, it } from 'vitest'
import { matchRoute } from './route.js'

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
