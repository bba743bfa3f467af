import { expect, it } from 'vitest'
import type { Channel } from '../../api/types.js'
import { toSecrets, toValues, toWrite } from './channel-form.js'
import { findMistakes } from './validate-channel.js'

const CHANNEL: Channel = {
  id: 1,
  name: 'main',
  url: 'https://api.example.com',
  api_key: 'sk-a****cdef',
  priority: 10,
  weight: 2,
  enabled: false,
  models: ['claude-*'],
  aliases: { a: 'b' },
  keys: [{ id: 7, api_key: 'sk-a****cdef', enabled: true, note: 'first' }],
  key_strategy: 'sequential',
  limits: { requests_per_minute: 5, concurrent: null, daily_cost_micro_usd: 1_500_000 },
  active_hours: { from: '22:00', to: '06:00', time_zone: 'Asia/Shanghai' },
  headers: { 'x-team': 'a' },
  connection: { proxy_url: 'socks5://h:1', insecure_tls: false, ca: null, http2: true },
  cost_multiplier: 0.5,
  version: 3,
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
}

it('changes nothing of a channel that goes through the form untouched', () => {
  const { id, api_key, version, created_at, updated_at, keys, ...editable } = CHANNEL
  expect(toWrite(toValues(CHANNEL))).toEqual({
    ...editable,
    keys: [{ id: 7, enabled: true, note: 'first' }],
  })
})

it('sends new keys only, never a masked one', () => {
  const { keys } = toWrite({ ...toValues(CHANNEL), newKeys: 'sk-1, sk-2\nsk-1' })
  expect(keys).toEqual([
    { id: 7, enabled: true, note: 'first' },
    { api_key: 'sk-1', enabled: true, note: '' },
    { api_key: 'sk-2', enabled: true, note: '' },
  ])
})

it('reads keys however they were pasted', () => {
  expect(toSecrets(' a,b\n\nc\td ')).toEqual(['a', 'b', 'c', 'd'])
})

it('has nothing against a valid channel', () => {
  expect(findMistakes(toValues(CHANNEL))).toEqual({})
})

it.each([
  [{ name: ' ' }, 'name', 'required'],
  [{ url: 'api.example.com' }, 'url', 'noUrl'],
  [{ url: 'https://api.example.com/v1' }, 'url', 'hasVersion'],
  [{ keys: [] }, 'newKeys', 'noKey'],
  [{ newKeys: 'schlüssel' }, 'newKeys', 'noSecret'],
  [{ models: [] }, 'models', 'noModel'],
  [{ weight: 0 }, 'weight', 'positive'],
  [{ priority: 1.5 }, 'priority', 'wholeNumber'],
  [{ priority: '' }, 'priority', 'wholeNumber'],
  [{ concurrent: -1 }, 'concurrent', 'positive'],
  [{ daily_usd: 0 }, 'daily_usd', 'positive'],
  [{ proxy_url: 'h:1' }, 'proxy_url', 'noProxy'],
  [{ to: '22:00' }, 'to', 'sameTime'],
  [{ from: '25:00' }, 'from', 'noTime'],
  [{ headers: [{ slot: '', name: 'Authorization', value: 'x' }] }, 'headers', 'reservedHeader'],
  [{ headers: [{ slot: '', name: 'a b', value: 'x' }] }, 'headers', 'noHeader'],
] as const)('finds what is wrong with %j', (change, field, mistake) => {
  const values = { ...toValues(CHANNEL), ...change } as ReturnType<typeof toValues>
  expect(findMistakes(values)).toEqual({ [field]: mistake })
})
