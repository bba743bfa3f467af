import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import SQLite from 'better-sqlite3'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, it } from 'vitest'

/** The log writer's interval, and a second for the write under way on a busy machine. */
const LOST_AT_MOST_MS = 500 + 1_000

const folder = mkdtempSync(join(tmpdir(), 'ccload-kill-'))
const program = join(folder, 'program.cjs')
const path = join(folder, 'ccload.db')

beforeAll(async () => {
  await build({
    entryPoints: [fileURLToPath(new URL('./logging-process.ts', import.meta.url))],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['better-sqlite3', 'kysely'],
  })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Starts the program; packages are found where this test finds them. */
function start(first: number): ChildProcess {
  const modules = dirname(
    dirname(createRequire(import.meta.url).resolve('better-sqlite3/package.json')),
  )
  return spawn(process.execPath, [program, path, String(first)], {
    env: { ...process.env, NODE_PATH: modules },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

/** Lets a process push for so long, then kills it. Returns what it had pushed when. */
async function killAfter(child: ChildProcess, ms: number) {
  const pushed: { at: number; count: number }[] = []
  let first: number | undefined
  for await (const chunk of child.stdout ?? []) {
    const now = performance.now()
    first ??= now
    const lines = String(chunk).trimEnd().split('\n')
    pushed.push({ at: now, count: Number(lines.at(-1)) })
    if (now - first >= ms) break
  }
  const killedAt = performance.now()
  child.kill('SIGKILL')
  await once(child, 'exit')
  return { pushed, killedAt }
}

it('loses no more than the last interval when it is killed, and never half a write', async () => {
  let stored = 0
  for (const ms of [300, 900, 1_400, 2_100]) {
    const { pushed, killedAt } = await killAfter(start(stored), ms)
    const database = new SQLite(path)
    expect(database.pragma('integrity_check')).toEqual([{ integrity_check: 'ok' }])
    const rows = database.prepare('select attempt from logs order by id').pluck().all()
    // In order, without a gap: what is missing is missing at the end.
    expect(rows).toEqual(rows.map((_, index) => index))
    const due = pushed.findLast(({ at }) => at <= killedAt - LOST_AT_MOST_MS)?.count ?? 0
    expect(rows.length).toBeGreaterThanOrEqual(due)
    expect(rows.length).toBeLessThanOrEqual(pushed.at(-1)?.count ?? 0)
    // Roll-ups are written with the rows, or not at all.
    const sums = database.prepare(
      `select sum(entries) from rollups where dimension = 'all' group by span`,
    )
    if (rows.length > 0) expect(sums.pluck().all()).toEqual([rows.length, rows.length, rows.length])
    database.close()
    stored = rows.length
  }
  expect(stored).toBeGreaterThan(1_000)
}, 60_000)
