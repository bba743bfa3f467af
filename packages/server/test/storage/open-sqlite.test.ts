import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openSqlite } from '../../src/storage/open-sqlite.js'
import { tempFolder } from '../support/temp-folder.js'

const refusal = { name: 'CcloadError', code: 'invalid_option' }

it('creates folders and a file that only their owner can read', () => {
  const folder = tempFolder()
  const path = join(folder, 'a', 'b', 'ccload.db')
  openSqlite(path)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  for (const created of ['a', 'a/b']) {
    expect(statSync(join(folder, created)).mode & 0o777).toBe(0o700)
  }
})

it('leaves a folder that is there as it is', () => {
  const folder = join(tempFolder(), 'mine')
  mkdirSync(folder, { mode: 0o755 })
  openSqlite(join(folder, 'ccload.db'))
  expect(statSync(folder).mode & 0o777).toBe(0o755)
})

it('says what is wrong where a file is in the way', () => {
  const file = join(tempFolder(), 'file')
  writeFileSync(file, '')
  for (const path of [join(file, 'ccload.db'), join(file, 'a', 'ccload.db')]) {
    expect(() => openSqlite(path)).toThrow(expect.objectContaining(refusal))
  }
})

const hasProc = existsSync('/proc/self')

it.skipIf(!hasProc)(
  `gives up where there can be no folders${hasProc ? '' : ': skipped, there is no /proc here'}`,
  () => {
    expect(() => openSqlite('/proc/ccload/a/ccload.db')).toThrow(expect.objectContaining(refusal))
  },
)
