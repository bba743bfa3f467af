import { type ChildProcess, spawn } from 'node:child_process'
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A real database server for tests. */
export interface DatabaseServer {
  /** An empty database of its own. Returns its URL. */
  createDatabase(): Promise<string>
  /** Stops a server that this process has started; what it holds stays. False: it is not ours. */
  stop(): Promise<boolean>
  /** Starts it again, on the same port. */
  start(): Promise<void>
  /** Stops it for good and removes what it has left. */
  close(): Promise<void>
}

/** A server, or the reason why there is none. */
export type ServerOrReason = DatabaseServer | { readonly missing: string }

/** `nobody` on the systems that have one: database servers refuse to run as root. */
const UNPRIVILEGED = 65_534

/** How a program is started that must not run as root. */
export function unprivileged(): { readonly uid?: number; readonly gid?: number } {
  return process.getuid?.() === 0 ? { uid: UNPRIVILEGED, gid: UNPRIVILEGED } : {}
}

/** A folder that an unprivileged program may write to. */
export function createServerFolder(name: string): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), `ccload-${name}-`))
  const { uid, gid } = unprivileged()
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid)
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** A port that nobody listens on, for programs that cannot choose one themselves. */
export async function findFreePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** A program that serves until it is told to stop. */
export interface ServerProgram {
  readonly command: string
  readonly args: readonly string[]
  readonly env?: NodeJS.ProcessEnv
  /** What it writes to its error output once it accepts connections. */
  readonly readyLine: string
  readonly stopSignal: NodeJS.Signals
}

/** Starts a program and waits until it is ready. Rejects with what it said when it ends before. */
export function startProgram(program: ServerProgram): Promise<ChildProcess> {
  const { command, args, env = process.env, readyLine } = program
  const child = spawn(command, args, {
    ...unprivileged(),
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  // A test run that ends early must not leave servers behind.
  const kill = () => child.kill('SIGKILL')
  const killAndExit = () => {
    kill()
    process.exit(1)
  }
  process.once('exit', kill)
  process.once('SIGTERM', killAndExit)
  process.once('disconnect', kill)
  return new Promise((resolve, reject) => {
    let said = ''
    child.stderr?.on('data', (chunk) => {
      said = `${said}${chunk}`.slice(-5_000)
      if (said.includes(readyLine)) resolve(child)
    })
    child.once('error', reject)
    child.once('exit', (code) => {
      process.off('exit', kill)
      process.off('SIGTERM', killAndExit)
      process.off('disconnect', kill)
      reject(new Error(`${command} has ended with ${code}: ${said}`))
    })
  })
}

/** Stops a program as it likes to be stopped. */
export async function stopProgram(child: ChildProcess, { stopSignal }: ServerProgram) {
  if (child.exitCode !== null || child.signalCode !== null) return
  await new Promise((resolve) => {
    child.once('exit', resolve)
    child.kill(stopSignal)
  })
}
