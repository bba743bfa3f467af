import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** A journal file that no other process uses, until it is released. */
export interface ClaimedJournal {
  readonly path: string
  release(): void
}

/** More processes than one machine runs on one database. */
const MOST = 1_000

/** What this process holds. Its number alone does not tell: after a restart it may be the same. */
const held = new Set<string>()

/**
 * Finds a journal file for this process: the one of that path, or the first of `<path>-2`,
 * `<path>-3`... that no running process has. Who has it stands in `<journal>.lock`. What a process
 * has left in its journal is written by the one that gets it next.
 */
export function claimJournal(path: string): ClaimedJournal {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  for (let number = 1; number <= MOST; number++) {
    const candidate = number === 1 ? path : `${path}-${number}`
    const lock = `${candidate}.lock`
    if (held.has(candidate) || !take(lock)) continue
    held.add(candidate)
    return {
      path: candidate,
      release() {
        held.delete(candidate)
        rmSync(lock, { force: true })
      },
    }
  }
  throw new Error(`${path} and its neighbours are all in use`)
}

function take(lock: string): boolean {
  if (create(lock)) return true
  if (isHeld(lock)) return false
  // Two that find the same dead one: the second one's new file stands in the way of the first.
  rmSync(lock, { force: true })
  return create(lock)
}

function create(lock: string): boolean {
  try {
    writeFileSync(lock, `${process.pid}\n`, { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

function isHeld(lock: string): boolean {
  let holder: number
  try {
    holder = Number(readFileSync(lock, 'utf8'))
  } catch {
    return false
  }
  if (!Number.isInteger(holder) || holder <= 0 || holder === process.pid) return false
  try {
    process.kill(holder, 0)
    return true
  } catch (error) {
    // There is such a process, but it belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
