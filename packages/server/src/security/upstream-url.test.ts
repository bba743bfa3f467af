import { describe, expect, it } from 'vitest'
import { parseUpstreamUrl } from './upstream-url.js'

const OPEN = { blockPrivate: false }
const CLOSED = { blockPrivate: true }

/** Never an upstream, whatever the settings. */
const NEVER = [
  'http://169.254.169.254',
  'http://169.254.169.254.',
  'http://169.254.169.254/latest/meta-data',
  'http://2852039166',
  'http://0xa9fea9fe',
  'http://0xa9.0xfe.0xa9.0xfe',
  'http://0251.0376.0251.0376',
  'http://169.254.43518',
  'http://169.16689662',
  'http://①⑥⑨.②⑤④.①⑥⑨.②⑤④',
  'http://169。254。169。254',
  'http://%31%36%39.254.169.254',
  'http://[::ffff:169.254.169.254]',
  'http://[::ffff:a9fe:a9fe]',
  'http://[0:0:0:0:0:ffff:a9fe:a9fe]',
  'http://[::169.254.169.254]',
  'http://[64:ff9b::169.254.169.254]',
  'http://[2002:a9fe:a9fe::]',
  'http://[fe80::1]',
  'http://[fec0::1]',
  'http://[fd00:ec2::254]',
  'http://[fd20:ce::254]',
  'http://[ff02::1]',
  'http://[::]',
  'http://0.0.0.0',
  'http://0',
  'http://0x0',
  'http://00000',
  'http://0.1.2.3',
  'http://224.0.0.1',
  'http://255.255.255.255',
  'http://240.0.0.1',
  'http://100.100.100.200',
  'http://168.63.129.16',
  'http://192.0.0.192',
  'http://metadata.google.internal',
  'http://METADATA.google.internal.',
  'http://metadata',
  'http://instance-data',
]

/** Open for self-hosted upstreams, closed on demand. */
const PRIVATE = [
  'http://127.0.0.1:11434',
  'http://127.1',
  'http://127.0.0.1.',
  'http://2130706433',
  'http://0x7f.1',
  'http://0x7f000001',
  'http://017700000001',
  'http://[::1]',
  'http://[0:0:0:0:0:0:0:1]',
  'http://[::ffff:127.0.0.1]',
  'http://[::ffff:10.0.0.1]',
  'http://[64:ff9b::10.0.0.1]',
  'http://localhost',
  'http://LOCALHOST.',
  'http://a.localhost',
  'http://10.0.0.1',
  'http://10.1',
  'http://172.16.0.1',
  'http://172.31.255.255',
  'http://192.168.1.1',
  'http://100.64.0.1',
  'http://198.18.0.1',
  'http://[fd12:3456::1]',
  'http://[fc00::1]',
]

/** No base URL at all. */
const BROKEN = [
  '',
  'api.example.com',
  '//api.example.com',
  'https:api.example.com',
  'https:///api.example.com',
  'file:///etc/passwd',
  'ftp://example.com',
  'gopher://example.com',
  'javascript:alert(1)',
  'unix:/var/run/docker.sock',
  'http://user@example.com',
  'http://user:pass@example.com',
  'http://:pass@example.com',
  'http://example.com@169.254.169.254',
  'http://example.com?x=1',
  'http://example.com#x',
  'http://example.com/?',
  'http://exa mple.com',
  'http://example.com\\@evil.example',
  'http://example.com\r\nHost: evil',
  'http://exam\tple.com',
  'http://example.com:99999',
  'http://[::1',
  'https://api.example.com/v1',
  'https://api.example.com/v1/',
  'https://api.example.com/v1/messages',
  'https://api.example.com/proxy/V1',
]

describe('without a block of private addresses', () => {
  it.each(NEVER)('refuses %s', (text) => {
    expect(parseUpstreamUrl(text, OPEN)).toMatchObject({ ok: false })
  })
  it.each(PRIVATE)('accepts %s', (text) => {
    expect(parseUpstreamUrl(text, OPEN)).toMatchObject({ ok: true })
  })
  it.each(BROKEN)('refuses %j', (text) => {
    expect(parseUpstreamUrl(text, OPEN)).toMatchObject({ ok: false })
  })
})

describe('with a block of private addresses', () => {
  it.each([...NEVER, ...PRIVATE])('refuses %s', (text) => {
    expect(parseUpstreamUrl(text, CLOSED)).toMatchObject({ ok: false })
  })
  it.each(['https://api.anthropic.com', 'http://192.0.2.1', 'http://[2001:db8::1]'])(
    'accepts %s',
    (text) => {
      expect(parseUpstreamUrl(text, CLOSED)).toEqual({ ok: true, url: text })
    },
  )
})

it.each([
  ['  https://API.Example.com/  ', 'https://api.example.com'],
  ['https://api.example.com:443', 'https://api.example.com'],
  ['https://api.example.com/relay/a//', 'https://api.example.com/relay/a'],
  ['http://0x7f.1:8080/x', 'http://127.0.0.1:8080/x'],
  ['https://api.example.com/v10', 'https://api.example.com/v10'],
  ['https://bücher.example', 'https://xn--bcher-kva.example'],
])('keeps %j as %s', (text, url) => {
  expect(parseUpstreamUrl(text, OPEN)).toEqual({ ok: true, url })
})

it('says why /v1 has to go', () => {
  expect(parseUpstreamUrl('https://api.example.com/v1', OPEN)).toEqual({
    ok: false,
    reason: 'leave out /v1 and what follows: it is part of every request and appended as it is',
  })
})
