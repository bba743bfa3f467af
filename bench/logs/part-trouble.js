import { spawnSync } from 'node:child_process'
import { rmSync, statfsSync, writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { formatNumber } from '../report/format.js'
import { toSqlitePath } from './databases.js'
import { exactly } from './output.js'
import { startServer } from './server.js'
import { checkIntegrity, lockFile, readCounts } from './sqlite-file.js'

const CONNECTIONS = 16
const PER_SECOND = 200

/** Requests go on for so long before and after the trouble. */
const AROUND_MS = 1_500

/** Room for the database, what the bench fills up included. */
const DISK_MB = 64

/**
 * A trouble: begins, and returns the way to end it. Throws where it needs rights that are not there.
 *
 * @typedef {(server: import('./server.js').Server, folder: string) => Promise<() => void>} Begin
 */

/** @type {import('./parts.js').Part} */
export const locked = {
  id: 'locked',
  run: (context) =>
    endure(context, {
      id: 'locked',
      title: `The database is locked for ${context.seconds} s by another process`,
      folder: context.rig.createFolder('logs-locked'),
      begin: async (_server, folder) => lockFile(toSqlitePath(folder)),
      notes: [],
    }),
}

/** @type {import('./parts.js').Part} */
export const full = {
  id: 'full',
  async run(context) {
    const folder = context.rig.createFolder('logs-full')
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MB}m`, 'tmpfs', folder], {
      encoding: 'utf8',
    })
    const isMounted = mounted.status === 0
    const unmount = () => void spawnSync('umount', [folder])
    if (isMounted) process.once('exit', unmount)
    try {
      return await endure(context, {
        id: 'full',
        title: `The disk is full for ${context.seconds} s`,
        folder,
        begin: isMounted ? fillDisk : limitFiles,
        notes: [
          isMounted
            ? `A tmpfs of ${DISK_MB} MB, filled to the last byte: the journal has no room either, so rows wait in memory.`
            : `No right to mount a tmpfs (${(mounted.error?.message ?? mounted.stderr).trim()}): the server's files could not grow beyond their size instead (prlimit --fsize).`,
        ],
      })
    } finally {
      if (isMounted) unmount()
    }
  },
}

/** @type {Begin} */
async function fillDisk(_server, folder) {
  const ballast = `${folder}/ballast`
  const { bsize } = statfsSync(folder)
  const chunk = Buffer.alloc(bsize)
  for (;;) {
    try {
      const { bavail } = statfsSync(folder)
      if (bavail === 0) break
      writeFileSync(ballast, bavail > 1 ? Buffer.alloc(bsize * bavail) : chunk, { flag: 'a' })
    } catch {
      break
    }
  }
  return () => rmSync(ballast)
}

/** @type {Begin} */
async function limitFiles({ pid }) {
  const limit = (/** @type {string} */ bytes) => {
    const { status, stderr } = spawnSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`], {
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(`prlimit: ${stderr}`)
  }
  limit('4096')
  return () => limit('unlimited')
}

/**
 * @param {import('./parts.js').PartContext} context
 * @param {{ id: string, title: string, folder: string, begin: Begin, notes: string[] }} options
 * @returns {Promise<import('./output.js').Section>}
 */
async function endure({ rig, seconds, say }, { id, title, folder, begin, notes }) {
  const server = await startServer(rig, { folder, isNew: true })
  await rig.setMode({ kind: 'json' })
  const { requests: before } = await rig.mockState()
  const requests = Math.ceil(((seconds * 1_000 + 2 * AROUND_MS) / 1_000) * PER_SECOND)
  const load = rig.run({
    do: 'counted',
    to: rig.destination(server.running),
    connections: CONNECTIONS,
    requests,
    perSecond: PER_SECOND,
    bodyBytes: 2048,
  })
  await delay(AROUND_MS)
  say('trouble begins')
  const end = await begin(server, folder)
  let mostQueued = 0
  const until = performance.now() + seconds * 1_000
  while (performance.now() < until) {
    mostQueued = Math.max(mostQueued, (await server.counters()).log_queue)
    await delay(500)
  }
  end()
  say('trouble is over')
  const endedAt = performance.now()
  const result = await load
  const counters = await server.drained()
  const drainedMs = performance.now() - endedAt
  const { requests: after } = await rig.mockState()
  await server.running.stop()
  const path = toSqlitePath(folder)
  const { rows, distinct } = readCounts(path)
  const integrity = checkIntegrity(path)
  return {
    id,
    title,
    header: ['', 'measured'],
    lines: [
      ['requests/s, paced', formatNumber(PER_SECOND)],
      ['latency p99, ms', formatNumber(result.p99Us / 1e3, 1)],
      ['longest latency, ms', formatNumber(result.maxUs / 1e3, 1)],
      ['most rows that waited', formatNumber(mostQueued)],
      ['rows that went by the journal', formatNumber(counters.log_spilled)],
      ['until the last row was written after it, ms', formatNumber(drainedMs)],
    ],
    goals: [
      exactly('requests answered', result.completed, requests),
      exactly('rows', rows, after - before),
      exactly('rows that are in the log once', distinct, after - before),
      exactly('rows dropped', counters.log_dropped, 0),
      { text: 'database after it', value: integrity, bound: 'ok', met: integrity === 'ok' },
    ],
    notes,
  }
}
