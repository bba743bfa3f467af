import { join } from 'node:path'
import { createKyselyStore } from '@ccload/core/kysely'
import { expect, it } from 'vitest'
import { simulateCommand } from '../src/simulate/simulate-command.js'
import { openSqlite } from '../src/storage/open-sqlite.js'
import { sampleEntry } from './support/sample-entry.js'
import { tempFolder } from './support/temp-folder.js'

const NOW = Date.UTC(2026, 0, 2)

/** A database with forty requests of three conversations, all of which one channel has served. */
async function createDatabase(): Promise<string> {
  const path = join(tempFolder(), 'ccload.db')
  const store = createKyselyStore({ dialect: openSqlite(path) })
  await store.migrate()
  for (const name of ['alpha', 'beta']) {
    const keys = [{ secret: 'k' }]
    await store.channels.create({ name, url: 'https://a.example.com', keys, models: ['m'] })
  }
  await store.logs.append(
    Array.from({ length: 40 }, (_, at) =>
      sampleEntry({
        requestId: `r${at}`,
        time: NOW - 3_600_000 + at * 1000,
        sessionId: `s${at % 3}`,
      }),
    ),
  )
  await store.close()
  return path
}

async function simulate(...args: string[]): Promise<string> {
  let printed = ''
  await simulateCommand(args, {
    now: () => NOW,
    environment: { environment: {}, envFile: '/nowhere' },
    print: (text) => {
      printed += text
    },
  })
  return printed
}

it('compares all policies in a table', async () => {
  const lines = (await simulate('--db', await createDatabase())).split('\n')
  expect(lines[0]).toBe('40 requests from 40 log entries')
  expect(lines[2]).toMatch(/^policy +answered +refused .* cache hits +alpha +beta$/)
  expect(lines[3]).toMatch(/^affinity +40 +0 +0 +0 ms +100 % /)
  expect(lines[4]).toMatch(/^round-robin +40 +0 +0 +0 ms .* 50 % +50 %$/)
  expect(lines.slice(5, 7)).toEqual([
    expect.stringMatching(/^weighted /),
    expect.stringMatching(/^least-latency /),
  ])
})

it('reports as JSON, of the policies and the time that were asked for', async () => {
  const path = await createDatabase()
  const json = await simulate('--db', path, '--json', '--policy', 'affinity', '--from', '2h')
  expect(JSON.parse(json)).toMatchObject({ entries: 40, affinity: { requests: 40 } })
  expect(Object.keys(JSON.parse(json))).toEqual(['entries', 'truncated', 'affinity'])
  expect(await simulate('--db', path, '--from', '10m')).toContain('no requests of that time')
})

it.each([
  [['--from', 'yesterday'], '--from expects'],
  [['--from', '0h'], '--from expects'],
  [['--policy', 'best'], '--policy expects one of affinity'],
  [['--seed', '-1'], '--seed'],
  [['--db', '/nowhere/ccload.db'], 'There is no database at /nowhere/ccload.db'],
  [['--nonsense'], '--nonsense'],
])('refuses %j', async (args, message) => {
  await expect(simulate(...args)).rejects.toThrow(message)
})

it('explains itself', async () => {
  expect(await simulate('--help')).toContain('Usage: ccload simulate')
})
