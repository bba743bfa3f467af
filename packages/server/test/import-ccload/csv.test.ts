import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'csv-stringify/sync'
import { expect, it } from 'vitest'
import { tempFolder } from '../support/temp-folder.js'
import { createTarget } from './support.js'

function createFile(text: string): string {
  const path = join(tempFolder(), 'channels.csv')
  writeFileSync(path, text)
  return path
}

/** As ccLoad writes it: with a byte order mark. */
const toCsv = (rows: readonly (readonly string[])[]) => `\ufeff${stringify([...rows])}`

it('takes the first CSV that ccLoad wrote', async () => {
  const file = createFile(
    toCsv([
      ['id', 'name', 'api_key', 'url', 'priority', 'models', 'enabled'],
      ['1', 'main', 'sk-a,sk-b', 'https://a.example', '10', 'm-1,m-2', 'true'],
      ['2', 'off', 'sk-c', 'https://b.example', '0', 'm-1', 'false'],
      ['3', 'versioned', 'sk-d', 'https://c.example/v1', '0', 'm-1', 'true'],
    ]),
  )
  const target = createTarget()
  expect(await target.run(file)).toBe(
    [
      `${file}:`,
      '  row 1 "main": taken',
      '  row 2 "off": taken',
      '  row 3 "versioned": left out: url: leave out /v1 and what follows: it is part of every request and appended as it is',
      'Stays behind: tokens, of which a CSV file has none.',
      '2 channels and 0 tokens imported, 0 there already, 1 left out.',
      '',
    ].join('\n'),
  )
  expect((await target.contents()).channels).toMatchObject([
    {
      name: 'main',
      keys: [{ secret: 'sk-a' }, { secret: 'sk-b' }],
      keyStrategy: 'sequential',
      models: ['m-1', 'm-2'],
      priority: 10,
      enabled: true,
    },
    { name: 'off', enabled: false },
  ])
  expect(await target.run(file)).toContain('0 channels and 0 tokens imported, 2 there already')
})

it('takes the CSV of the latest version', async () => {
  const head = [
    ...['id', 'name', 'api_key', 'api_key_allowed_models', 'api_key_cost_multipliers'],
    ...['api_key_priorities', 'api_key_model_scope_empty', 'urls', 'priority', 'rpm_limit'],
    ...['max_concurrency', 'models', 'model_redirects', 'key_strategy', 'enabled'],
    ...['scheduled_check_enabled', 'cooldown_detection_rules', 'auth_type', 'model_pricing'],
  ]
  const urls = '[{"url":"https://a.example"}]'
  const scopes = '[[],[]]'
  const file = createFile(
    toCsv([
      head,
      [
        ...[
          '1',
          'main',
          'sk-a,sk-b',
          scopes,
          '[0.5,0.5]',
          '[0,9]',
          '[true,false]',
          urls,
          '0',
          '30',
        ],
        ...['2', 'm-1,m-2', '{"m-1":"x"}', 'round_robin', 'true', 'true', '{"rules":[1]}'],
        ...['api_key', ''],
      ],
      [
        ...[
          '2',
          'groups',
          'sk-c',
          '[["m-1"]]',
          '[1]',
          '[0]',
          '[false]',
          urls,
          '0',
          '0',
          '0',
          'm-1',
        ],
        ...['{}', 'sequential', 'true', 'false', '', 'api_key', ''],
      ],
      [
        ...['3', 'odd', 'sk-c', 'oops', '[1]', '[0]', '[false]', urls, '0', '0', '0', 'm-1'],
        ...['{}', 'sequential', 'true', 'false', '', 'api_key', ''],
      ],
    ]),
  )
  const target = createTarget()
  expect((await target.run(file)).split('\n').slice(1, -3)).toEqual([
    '  row 1 "main": taken',
    '    but not: rules for cooldowns',
    '    but not: scheduled checks',
    '  row 2 "groups": left out: has keys for some of its models only: make a channel of each such group',
    '  row 3 "odd": left out: its keys cannot be read',
  ])
  expect((await target.contents()).channels).toMatchObject([
    {
      keys: [
        { secret: 'sk-b', enabled: true },
        { secret: 'sk-a', enabled: false },
      ],
      keyStrategy: 'round-robin',
      aliases: { 'm-1': 'x' },
      limits: { requestsPerMinute: 30, concurrent: 2, dailyCostMicroUsd: null },
      costMultiplier: 0.5,
    },
  ])
})

it('refuses what is no such file', async () => {
  const target = createTarget()
  await expect(target.run(createFile('hello\n'))).rejects.toThrow('neither a database')
  await expect(target.run(createFile('name,url\n"a,b'))).rejects.toThrow('no valid CSV')
  expect(await target.run(createFile('name,url\na,b,c\n'))).toContain(
    'row 1 "": left out: has more',
  )
})
