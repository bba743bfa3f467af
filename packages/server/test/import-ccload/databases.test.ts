import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { createOldDatabase, KEY_TABLE, KEYS_IN_ROW, LATEST, SEED } from './old-schemas.js'
import { createTarget } from './support.js'

const AT = '2025-09-08 14:30:00+08:00'

const seedRow = (fields: object) => ({
  api_key: 'sk-one',
  url: 'https://a.example',
  models: '["claude-sonnet-4"]',
  created_at: AT,
  updated_at: AT,
  ...fields,
})

it('takes channels of the first version', async () => {
  const old = createOldDatabase(SEED, {
    channels: [
      seedRow({ name: 'main', api_key: 'sk-one, sk-two', priority: 10, enabled: 0 }),
      seedRow({ name: 'main', url: 'https://b.example/anthropic/' }),
      seedRow({ name: 'broken', models: '{' }),
      seedRow({ name: 'empty', models: '[]' }),
    ],
    cooldowns: [{ channel_id: 1, until: AT, duration_ms: 2000 }],
  })
  const before = readFileSync(old)
  const target = createTarget()
  expect(await target.run(old)).toBe(
    [
      `${old}:`,
      '  channel 1 "main": taken',
      '  channel 2 "main": taken as "main2"',
      '  channel 3 "broken": left out: its models cannot be read',
      '  channel 4 "empty": left out: has no model that is switched on',
      'Stays behind: log entries, statistics, cooldowns, which run out by themselves.',
      '2 channels and 0 tokens imported, 0 there already, 2 left out.',
      '',
    ].join('\n'),
  )
  const { channels } = await target.contents()
  expect(channels).toMatchObject([
    {
      name: 'main',
      url: 'https://a.example',
      keys: [{ secret: 'sk-one' }, { secret: 'sk-two' }],
      models: ['claude-sonnet-4'],
      priority: 10,
      enabled: false,
    },
    { name: 'main2', url: 'https://b.example/anthropic', enabled: true },
  ])
  expect(readFileSync(old).equals(before)).toBe(true)
})

it('takes several keys and redirects that stand in the row', async () => {
  const row = (fields: object) => ({ ...seedRow(fields), created_at: 1, updated_at: 1 })
  const old = createOldDatabase(KEYS_IN_ROW, {
    channels: [
      row({
        NAME: 'main',
        api_keys: '["sk-a","sk-b"]',
        key_strategy: 'round_robin',
        model_redirects: '{"claude-sonnet-4":"vendor/sonnet"}',
      }),
      row({ NAME: 'never migrated', api_key: 'sk-c,sk-d', api_keys: 'null' }),
      row({ NAME: 'other', channel_type: 'codex' }),
    ],
  })
  const target = createTarget()
  expect(await target.run(old)).toContain(
    'channel 3 "other": left out: speaks another API than that of Anthropic: codex',
  )
  const { channels } = await target.contents()
  expect(channels).toMatchObject([
    {
      keys: [{ secret: 'sk-a' }, { secret: 'sk-b' }],
      keyStrategy: 'round-robin',
      aliases: { 'claude-sonnet-4': 'vendor/sonnet' },
    },
    { keys: [{ secret: 'sk-c' }, { secret: 'sk-d' }], keyStrategy: 'sequential', aliases: {} },
  ])
})

it('takes keys from their table, in their order, and tokens by their digests', async () => {
  const stamps = { created_at: 1, updated_at: 1 }
  const digest = 'a'.repeat(64)
  const old = createOldDatabase(KEY_TABLE, {
    channels: [
      {
        name: 'main',
        url: 'https://a.example\nhttps://b.example',
        models: '["m-1","m-2"]',
        model_redirects: '{"m-2":"x"}',
        enabled: 0,
        cooldown_until: 9e9,
        ...stamps,
      },
      { name: 'keyless', url: 'https://a.example', models: '["m"]', ...stamps },
    ],
    api_keys: [
      { channel_id: 1, key_index: 3, api_key: 'sk-late', ...stamps },
      { channel_id: 1, key_index: 0, api_key: 'sk-early', ...stamps },
    ],
    auth_tokens: [{ token: digest.toUpperCase(), description: 'laptop\n', created_at: 1 }],
  })
  const target = createTarget()
  const report = await target.run(old)
  expect(report).toContain('channel 1 "main": taken as "main", "main (2)"')
  expect(report).toContain('channel 2 "keyless": left out: has no key')
  const { channels, tokens } = await target.contents()
  expect(channels).toMatchObject([
    { name: 'main', url: 'https://a.example', models: ['m-1', 'm-2'], aliases: { 'm-2': 'x' } },
    { name: 'main (2)', url: 'https://b.example', enabled: false },
  ])
  for (const { keys } of channels) {
    expect(keys.map(({ secret }) => secret)).toEqual(['sk-early', 'sk-late'])
  }
  expect(tokens).toMatchObject([{ name: 'laptop', digest, enabled: true, expiresAt: null }])
})

it('takes what the latest version knows, and says what it leaves out', async () => {
  const url = (...urls: object[]) => JSON.stringify(urls)
  const key = (channel_id: number, key_index: number, fields: object = {}) => ({
    channel_id,
    key_index,
    api_key: `sk-${channel_id}-${key_index}`,
    ...fields,
  })
  const model = (channel_id: number, name: string, fields: object = {}) => ({
    channel_id,
    model: name,
    ...fields,
  })
  const a = { url: 'https://a.example' }
  const old = createOldDatabase(LATEST, {
    channels: [
      {
        name: 'full',
        url: url({ url: 'https://a.example/v1/messages', exact: true, protocols: ['anthropic'] }),
        priority: -3,
        rpm_limit: 60,
        max_concurrency: 4,
        daily_cost_limit: 2.5,
        cost_multiplier: 0.5,
        proxy_url: 'socks5://127.0.0.1:1080',
        available_time_start: '22:00',
        available_time_end: '06:00',
        custom_request_rules: JSON.stringify({
          headers: [
            { action: 'override', name: 'X-Team', value: 'red' },
            { action: 'override', name: 'Authorization', value: 'Bearer x' },
            { action: 'remove', name: 'X-Other' },
          ],
          body: [{ action: 'remove', path: 'metadata' }],
        }),
        // From before the table of models, and out of date.
        models: '["gone"]',
      },
      { name: 'oauth', url: url(a), auth_type: 'codex_oauth' },
      { name: 'groups', url: url(a) },
      { name: 'openai', url: url({ ...a, protocols: ['openai'] }) },
      { name: 'one path', url: url({ url: 'https://a.example/api/chat', exact: true }) },
      { name: 'metadata', url: url({ url: 'http://169.254.169.254' }) },
      { name: 'two', url: url(a, { url: 'https://b.example' }), max_concurrency: 2 },
      { name: 'states', url: url(a, { url: 'https://off.example' }) },
    ],
    api_keys: [
      key(1, 0, { note: 'old one', disabled: 1 }),
      key(1, 1, { priority: 5, cost_multiplier: 1 }),
      key(1, 2, { model_scope_empty: 1 }),
      key(2, 0),
      key(3, 0, { allowed_models: '["m"]' }),
      ...[4, 5, 6, 7, 8].map((id) => key(id, 0)),
    ],
    channel_models: [
      model(1, 'm-b', { created_at: 1, redirect_model: 'vendor/b' }),
      model(1, 'm-a', { created_at: 2, pricing: '{"input":1}' }),
      model(1, 'm-off', { created_at: 3, disabled: 1 }),
      ...[2, 3, 4, 5, 6, 7, 8].map((id) => model(id, 'm')),
    ],
    channel_url_states: [
      { channel_id: 8, url_hash: 'h', url: 'https://off.example', disabled: 1, updated_at: 1 },
    ],
  })
  const target = createTarget()
  const report = await target.run(old, '--time-zone', 'Asia/Shanghai')
  expect(report.split('\n').slice(1, -3)).toEqual([
    '  channel 1 "full": taken',
    '    but not: rules that remove headers or add to them',
    '    but not: rules that change the body',
    '    but not: prices of its own',
    '  channel 2 "oauth": left out: logs in by codex_oauth, not by keys',
    '  channel 3 "groups": left out: has keys for some of its models only: make a channel of each such group',
    '  channel 4 "openai": left out: speaks another API than that of Anthropic',
    '  channel 5 "one path": left out: has an address that stands for one path only: https://a.example/api/chat',
    '  channel 6 "metadata": left out: url: 169.254.169.254 is a link-local, metadata or reserved address',
    '  channel 7 "two": taken as "two", "two (2)"',
    '    but not: its limits for all addresses together: only the first of them is switched on',
    '  channel 8 "states": taken as "states", "states (2)"',
  ])
  const { channels } = await target.contents()
  expect(channels).toMatchObject([
    {
      name: 'full',
      url: 'https://a.example',
      keys: [
        { secret: 'sk-1-1', enabled: true },
        { secret: 'sk-1-0', enabled: false, note: 'old one' },
        { secret: 'sk-1-2', enabled: false },
      ],
      models: ['m-b', 'm-a'],
      aliases: { 'm-b': 'vendor/b' },
      priority: -3,
      limits: { requestsPerMinute: 60, concurrent: 4, dailyCostMicroUsd: 2_500_000 },
      costMultiplier: 0.5,
      connection: { proxyUrl: 'socks5://127.0.0.1:1080' },
      activeHours: { from: '22:00', to: '06:00', timeZone: 'Asia/Shanghai' },
    },
    { name: 'two', enabled: true },
    { name: 'two (2)', enabled: false },
    { name: 'states', enabled: true },
    { name: 'states (2)', enabled: false },
  ])
  expect(channels[0]?.headers).toEqual({ 'X-Team': 'red' })
})

it('restricts tokens as they were, and none less', async () => {
  const token = (digit: string, description: string, fields: object = {}) => ({
    token: digit.repeat(64),
    description,
    ...fields,
  })
  const old = createOldDatabase(LATEST, {
    channels: [
      { name: 'main', url: 'https://a.example' },
      { name: 'oauth', url: 'https://a.example', auth_type: 'x_oauth' },
    ],
    api_keys: [{ channel_id: 1, key_index: 0, api_key: 'sk' }],
    channel_models: [{ channel_id: 1, model: 'm' }],
    auth_tokens: [
      token('1', 'team', {
        expires_at: 1_800_000_000_000,
        allowed_models: '["m"]',
        allowed_channel_ids: '[1,2]',
        max_concurrency: 3,
        cost_daily_limit_microusd: 5_000_000,
        cost_monthly_limit_microusd: 50_000_000,
      }),
      token('2', 'team', { is_active: 0 }),
      token('3', 'gone', { allowed_channel_ids: '[2]' }),
      token('4', 'denied', { allowed_channel_ids: '[1]', channel_restriction_mode: 'deny' }),
      token('5', 'budget', { cost_limit_microusd: 1 }),
      token('6', 'odd', { allowed_models: 'm' }),
    ],
  })
  const target = createTarget()
  const report = await target.run(old)
  expect(report).toContain('token 2 "team": taken as "team (2)"')
  expect(report).toContain('token 3 "gone": left out: is for channels that have all been left out')
  expect(report).toContain('token 4 "denied": left out: says which channels may not answer')
  expect(report).toContain('token 5 "budget": left out: has a budget for good')
  expect(report).toContain('token 6 "odd": left out: has models that cannot be read')
  expect(report).toContain('1 channel and 2 tokens imported, 0 there already, 5 left out.')
  const { channels, tokens } = await target.contents()
  expect(tokens).toMatchObject([
    {
      name: 'team',
      digest: '1'.repeat(64),
      expiresAt: 1_800_000_000_000,
      models: ['m'],
      channelIds: [channels[0]?.id],
      limits: {
        concurrent: 3,
        dailyCostMicroUsd: 5_000_000,
        monthlyCostMicroUsd: 50_000_000,
        requestsPerMinute: null,
      },
    },
    { name: 'team (2)', enabled: false, channelIds: null, models: null },
  ])
})
