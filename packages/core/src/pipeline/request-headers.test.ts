import { describe, expect, it } from 'vitest'
import { toSecrets } from '../domain/secret.js'
import { toOwnHeaders, toUpstreamHeaders } from './request-headers.js'

const forward = (...headers: string[]) => toUpstreamHeaders(headers, '/v1/messages', 'sk-up')
const KEY = ['x-api-key', 'sk-up', 'authorization', 'Bearer sk-up']

describe('toUpstreamHeaders', () => {
  it('keeps order, case and repeated names', () => {
    const headers = [
      'X-App',
      'cli',
      'anthropic-beta',
      'a',
      'Anthropic-Beta',
      'b',
      'traceparent',
      '00-1',
    ]
    expect(forward(...headers)).toEqual([...headers, ...KEY])
  })

  it('puts the key in the place of the client’s credential and beside it', () => {
    expect(forward('Authorization', 'Bearer ours', 'a', '1')).toEqual([
      'Authorization',
      'Bearer sk-up',
      'a',
      '1',
      'x-api-key',
      'sk-up',
    ])
  })

  it('sends a credential that came twice only once', () => {
    expect(forward('X-Api-Key', 'ours', 'x-api-key', 'ours')).toEqual([
      'X-Api-Key',
      'sk-up',
      'authorization',
      'Bearer sk-up',
    ])
  })

  it('gives Gemini paths their own header', () => {
    const headers = toUpstreamHeaders(['x-goog-api-key', 'ours'], '/v1beta/models/m:generate', 'up')
    expect(headers).toEqual(['x-goog-api-key', 'up'])
  })

  it.each([
    'Host',
    'Content-Length',
    'Cookie',
    'Forwarded',
    'X-Forwarded-For',
    'X-Real-IP',
    'Expect',
    'Connection',
    'Keep-Alive',
    'TE',
    'Trailer',
    'Transfer-Encoding',
    'Upgrade',
    'Proxy-Authorization',
    'X-Claude-Gateway-User-Email',
    'X-Ccload-Explain',
  ])('stops %s', (name) => {
    expect(forward(name, 'x')).toEqual(KEY)
  })

  it('stops the headers that Connection names', () => {
    expect(forward('Connection', 'close, X-Hop', 'x-hop', '1', 'x-keep', '2')).toEqual([
      'x-keep',
      '2',
      ...KEY,
    ])
  })

  it('asks for no coding that this runtime cannot read', () => {
    const [, value] = forward('Accept-Encoding', 'gzip, deflate, br, zstd')
    const canReadZstd = Number(process.versions.node.split('.')[0]) >= 23
    if (!canReadZstd) expect(value).toBe('gzip, deflate, br')
    expect(value).toContain('gzip, deflate, br')
  })
})

describe('a channel’s own headers', () => {
  const forwardWith = (own: Record<string, string>, ...headers: string[]) =>
    toUpstreamHeaders(headers, '/v1/messages', 'sk-up', toOwnHeaders(toSecrets(own)))

  it('replace the client’s of the same names, however spelled and repeated', () => {
    const own = { 'User-Agent': 'ours', 'X-Team': 'a' }
    const sent = forwardWith(own, 'user-agent', 'theirs', 'USER-AGENT', 'x', 'x-keep', '1')
    expect(sent).toEqual(['x-keep', '1', ...KEY, 'User-Agent', 'ours', 'X-Team', 'a'])
  })

  it.each([
    ['Authorization', 'Bearer x'],
    ['x-api-key', 'x'],
    ['X-Goog-Api-Key', 'x'],
    ['Cookie', 'a=b'],
    ['Host', 'elsewhere'],
    ['Content-Length', '1'],
    ['Transfer-Encoding', 'chunked'],
    ['Connection', 'close'],
    ['X-Split', 'a\r\nX-Injected: 1'],
    ['X-Nul', 'a\0'],
    ['X-Wide', '你'],
    ['X Blank', 'a'],
    ['', 'a'],
  ])('never hold %s: %j', (name, value) => {
    expect(toOwnHeaders(toSecrets({ [name]: value }))).toBeUndefined()
    expect(forwardWith({ [name]: value, 'x-ok': '1' })).toEqual([...KEY, 'x-ok', '1'])
  })
})
