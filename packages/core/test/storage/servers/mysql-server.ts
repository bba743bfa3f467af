import { type ChildProcess, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { createConnection } from 'mysql2/promise'
import {
  createServerFolder,
  findFreePort,
  type ServerOrReason,
  type ServerProgram,
  startProgram,
  stopProgram,
  unprivileged,
} from './database-server.js'

/**
 * The MySQL or MariaDB that the variable `MYSQL_URL` names, or the machine's own `mariadbd` with
 * data of its own, as another user where this process is root.
 */
export async function startMysql(): Promise<ServerOrReason> {
  const given = process.env.MYSQL_URL
  if (given !== undefined) return { ...databasesOf(given), ...notOurs }
  const command = findProgram('mariadbd')
  const install = findProgram('mariadb-install-db')
  if (command === undefined || install === undefined) {
    return { missing: 'MYSQL_URL is not set and mariadb-server is not installed' }
  }
  const folder = createServerFolder('mariadb')
  const data = join(folder.path, 'data')
  // Its temporary tables too: servers that share a folder delete each other's.
  const options = ['--no-defaults', `--datadir=${data}`, `--tmpdir=${folder.path}`]
  const { status, error, stderr } = spawnSync(
    install,
    [...options, '--auth-root-authentication-method=normal', '--skip-test-db'],
    { ...unprivileged(), encoding: 'utf8' },
  )
  if (status !== 0) return { missing: `mariadb-install-db failed: ${error?.message ?? stderr}` }
  const port = await findFreePort()
  const program: ServerProgram = {
    command,
    args: [
      ...options,
      `--socket=${join(folder.path, 'socket')}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      '--innodb-flush-log-at-trx-commit=0',
      '--skip-log-bin',
    ],
    readyLine: 'ready for connections',
    stopSignal: 'SIGTERM',
  }
  let child: ChildProcess = await startProgram(program)
  const stop = async () => {
    await stopProgram(child, program)
    return true
  }
  return {
    ...databasesOf(`mysql://root@127.0.0.1:${port}/mysql`),
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
      const connection = await createConnection(url)
      // The worst that a database can be by default: neither Unicode nor case-sensitive.
      await connection.query(`create database ${name} character set latin1`)
      await connection.end()
      return Object.assign(new URL(url), { pathname: `/${name}` }).href
    },
  }
}

function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin']
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path))
}
