import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { claimJournal } from '../../src/database/claim-journal.js'
import { tempFolder } from '../support/temp-folder.js'

it('gives each its own file, and the first one again once it is free', () => {
  const path = join(tempFolder(), 'new', 'ccload.journal')
  const first = claimJournal(path)
  const second = claimJournal(path)
  expect([first.path, second.path]).toEqual([path, `${path}-2`])
  first.release()
  expect(existsSync(`${path}.lock`)).toBe(false)
  const third = claimJournal(path)
  expect(third.path).toBe(path)
})

it('leaves the file of a process that runs, and takes that of one that is gone', () => {
  const path = join(tempFolder(), 'ccload.journal')
  writeFileSync(`${path}.lock`, `${process.ppid}\n`)
  const gone = spawnSync(process.execPath, ['--version']).pid
  writeFileSync(`${path}-2.lock`, `${gone}\n`)
  expect(claimJournal(path).path).toBe(`${path}-2`)
})

it('takes back what it had itself before a restart under the same number', () => {
  const path = join(tempFolder(), 'ccload.journal')
  writeFileSync(`${path}.lock`, `${process.pid}\n`)
  expect(claimJournal(path).path).toBe(path)
})
