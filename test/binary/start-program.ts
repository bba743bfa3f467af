import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const PROGRAM = fileURLToPath(new URL('../../dist/ccload', import.meta.url))

export const PASSWORD = 'correct horse battery'

/** Without it there is nothing to test, which is said once per file. */
export const isBuilt = existsSync(PROGRAM)

if (!isBuilt) {
  process.stdout.write('LEFT OUT: the one-file program, as it is not built: npm run build:binary\n')
}

/** The one-file program, running. It ends with the test. */
export interface Program {
  readonly url: string
  /** Where it was started, empty until then. */
  readonly folder: string
  /** From the start of its process until it has answered a request. */
  readonly startMs: number
  /** Ends it as a service manager does. Returns its exit status. */
  stop(): Promise<number | null>
}

/** Starts it in an empty folder of a user without a cache. */
export async function startProgram(environment: Record<string, string> = {}): Promise<Program> {
  const folder = mkdtempSync(join(tmpdir(), 'ccload-binary-'))
  const first = await run(folder, environment)
  onTestFinished(() => {
    first.program.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })
  return {
    url: first.url,
    folder,
    startMs: first.startMs,
    async stop() {
      const exited = once(first.program, 'exit')
      first.program.kill('SIGTERM')
      const [status] = await exited
      return status
    },
  }
}

/** How large the file is, and how long starts have taken, for whoever reads the test's output. */
export function describeProgram(starts: Readonly<Record<string, number>>): string {
  const megabytes = (statSync(PROGRAM).size / 1e6).toFixed(0)
  const times = Object.entries(starts).map(([name, ms]) => `${ms.toFixed(0)} ms after ${name}`)
  return `dist/ccload: ${megabytes} MB, answers ${times.join(' and ')}\n`
}

/** How long it takes to start once more in a folder where it has unpacked itself before. */
export async function measureNextStart(folder: string): Promise<number> {
  const { program, startMs } = await run(folder, {})
  const exited = once(program, 'exit')
  program.kill('SIGTERM')
  await exited
  return startMs
}

async function run(folder: string, environment: Record<string, string>) {
  const startedAt = performance.now()
  const program: ChildProcess = spawn(PROGRAM, ['--port', '0'], {
    cwd: folder,
    env: { HOME: folder, CCLOAD_PASS: PASSWORD, CCLOAD_AUTH: 'team', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await new Promise<string>((resolve, reject) => {
    program.once('exit', (status) => reject(new Error(`It ended with ${status}`)))
    if (program.stdout === null) return reject(new Error('no output'))
    // Read to the end: a program whose output nobody reads may stand still.
    createInterface({ input: program.stdout }).on('line', (line) => {
      const found = /Proxy +(\S+)/.exec(line)?.[1]
      if (found !== undefined) resolve(found)
    })
  })
  const health = await fetch(`${url}/healthz`)
  if (!health.ok) throw new Error(`/healthz answers ${health.status}`)
  return { program, url, startMs: performance.now() - startedAt }
}
