import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { startInstallation } from '../support/start-installation.js'
import { tempFolder } from '../support/temp-folder.js'

const loaded = vi.hoisted((): string[] => [])
vi.mock('pg', () => {
  loaded.push('pg')
  return { default: {} }
})
vi.mock('mysql2', () => {
  loaded.push('mysql2')
  return { createPool: () => ({}) }
})

it('loads no driver of a server for a SQLite file', async () => {
  const SQLITE_PATH = join(tempFolder(), 'ccload.db')
  const { url } = await startInstallation({ SQLITE_PATH })
  expect((await fetch(`${url}/readyz`)).status).toBe(200)
  expect(loaded).toEqual([])
})
