import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { silentLogger } from '@ccload/core'
import { answer, createFakeAnthropic, createGate, type FakeAnthropic } from '@ccload/core/testing'
import { expect, it, onTestFinished } from 'vitest'
import { parseConfig } from '../../src/config.js'
import { openDatabase } from '../../src/open-database.js'
import { createScrubber } from '../../src/security/scrubber.js'
import { tempFolder } from '../support/temp-folder.js'
import { PASSWORD } from './installation.js'

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))

/** The built program with two workers, as an operator starts it. */
interface Program {
  readonly url: string
  readonly process: ChildProcess
  readonly upstream: FakeAnthropic
  /** The workers' process ids. */
  workers(): number[]
  /** Settles with the next line that the program writes and that holds a text. */
  line(text: string): Promise<string>
  /** Sends a request on a connection of its own. */
  ask(stream?: boolean): Promise<Response>
}

/** `until`: the line after which it counts as started. */
async function startProgram(until = 'all workers serve'): Promise<Program> {
  const upstream = await createFakeAnthropic()
  onTestFinished(() => upstream.close())
  const environment = {
    CCLOAD_WORKERS: '2',
    CCLOAD_PASS: PASSWORD,
    CCLOAD_AUTH: 'team-token',
    PORT: '0',
    SQLITE_PATH: join(tempFolder(), 'ccload.db'),
  }
  await addChannel(environment, upstream.url)
  const child = spawn(process.execPath, [CLI], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines = createInterface({ input: child.stdout })
  const line = (text: string) =>
    new Promise<string>((resolve) => {
      const look = (written: string) => {
        if (!written.includes(text)) return
        lines.off('line', look)
        resolve(written)
      }
      lines.on('line', look)
    })
  const serving = line(until)
  const url = /http:\S+/.exec(await line('Proxy'))?.[0] ?? ''
  await serving
  const { pid } = child
  return {
    url,
    process: child,
    upstream,
    line,
    workers: () =>
      readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number),
    ask: (stream = false) =>
      fetch(`${url}/v1/messages`, {
        method: 'POST',
        headers: {
          'x-api-key': 'team-token',
          'content-type': 'application/json',
          connection: 'close',
        },
        body: JSON.stringify({ model: 'claude-sonnet-5', max_tokens: 9, messages: [], stream }),
      }),
  }
}

/** Before the program starts, so that all of its workers know the channel from the beginning. */
async function addChannel(environment: Record<string, string>, url: string): Promise<void> {
  const options = { logger: silentLogger, scrubber: createScrubber(), rotateSecret: false }
  const database = await openDatabase(parseConfig(environment), options)
  await database.store.channels.create({
    name: 'one',
    url,
    keys: [{ secret: 'sk-1' }],
    models: ['*'],
  })
  await database.journal?.close()
  await database.close()
}

it.skipIf(process.platform !== 'linux')('replaces its workers without refusing', async () => {
  const program = await startProgram()
  const before = program.workers()
  let isReplaced = false
  const replaced = program.line('the workers have been replaced').then(() => {
    isReplaced = true
  })
  program.process.kill('SIGHUP')
  let asked = 0
  while (!isReplaced) {
    const response = await program.ask()
    expect([response.status, await response.json()]).toMatchObject([200, { type: 'message' }])
    asked++
  }
  await replaced
  expect(asked).toBeGreaterThan(0)
  await expect.poll(() => program.workers().length).toBe(2)
  expect(program.workers()).not.toEqual(expect.arrayContaining([before[0]]))
})

it.skipIf(process.platform !== 'linux')('goes on when a worker is killed', async () => {
  const program = await startProgram()
  const [killed = 0] = program.workers()
  const noticed = program.line('a worker has ended unasked')
  process.kill(killed, 'SIGKILL')
  expect(JSON.parse(await noticed)).toMatchObject({ pid: killed, delayMs: 500 })
  expect((await program.ask()).status).toBe(200)
  await expect.poll(() => program.workers()).toHaveLength(2)
  expect(program.workers()).not.toContain(killed)
})

it('lets a stream finish when it is stopped, and ends with 0', async () => {
  const program = await startProgram()
  const exited = once(program.process, 'exit')
  const gate = createGate()
  program.upstream.next({ ...answer(), beforeEach: gate })
  gate.release(2)
  const response = await program.ask(true)
  await gate.reached(3)
  const stopping = program.line('Stopping')
  program.process.kill('SIGTERM')
  await stopping
  gate.open()
  expect(await response.text()).toContain('message_stop')
  expect((await exited)[0]).toBe(0)
})

it('ends although its workers are still starting', async () => {
  const program = await startProgram('Proxy')
  const exited = once(program.process, 'exit')
  program.process.kill('SIGTERM')
  expect((await exited)[0]).toBe(0)
})
