import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parseConfig } from '../../src/config.js'
import { createTestRoutes } from '../support/test-context.js'
import { createOldDatabase, LATEST } from './old-schemas.js'
import { createTarget } from './support.js'

const page = readFileSync(
  new URL('../../../../docs/migrating-from-ccload.md', import.meta.url),
  'utf8',
)

/** The cells of the rows of the table under a heading. */
function tableOf(heading: string): string[][] {
  const [, section = ''] = page.split(`## ${heading}\n`)
  const [own = ''] = section.split('\n## ')
  const rows = own.split('\n').filter((line) => /^\| [`(]/.test(line))
  return rows.map((row) => row.split('|').map((cell) => cell.trim()))
}

it('names variables that there are', () => {
  const names = tableOf('Variables').flatMap(([, , ours = '']) =>
    [...ours.matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name ?? ''),
  )
  expect(names).toContain('CCLOAD_AUTH')
  const variables = Object.fromEntries(names.map((name) => [name, '']))
  expect(parseConfig(variables).unknownVariables).toEqual([])
})

it('names routes that there are', () => {
  const known = createTestRoutes().map(({ method, path }) => `${method.toUpperCase()} ${path}`)
  const named = tableOf('Routes').flatMap(([, theirs = '', ours = '']) => {
    const text = ours.startsWith('now ') ? ours : theirs
    return [...text.matchAll(/`([A-Z, ]+) (\/admin\/[^`]+)`/g)].flatMap(([, methods, path]) =>
      (methods ?? '').split(', ').map((method) => `${method} ${path}`),
    )
  })
  expect(named.length).toBeGreaterThan(9)
  for (const route of named) expect(known).toContain(route)
})

it('shows what the command prints', async () => {
  const channel = (name: string, fields: object = {}) => ({
    name,
    url: 'https://a.example',
    ...fields,
  })
  const old = createOldDatabase(LATEST, {
    channels: [
      channel('main'),
      channel('relays', { url: 'https://b.example\nhttps://c.example' }),
      channel('codex', { channel_type: 'codex' }),
    ],
    api_keys: [1, 2, 3].map((id) => ({ channel_id: id, key_index: 0, api_key: 'sk' })),
    channel_models: [1, 2, 3].map((id) => ({ channel_id: id, model: 'm' })),
    auth_tokens: [{ token: 'a'.repeat(64), description: 'laptop' }],
  })
  const printed = await createTarget().run(old, '--dry-run')
  const [, example = ''] = /```text\n([\s\S]*?)```/.exec(page) ?? []
  expect(printed.replace(old, 'data/old.db')).toBe(example)
})
