import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { createFakeAnthropic } from '@ccload/core/testing'
import { afterAll, expect, it } from 'vitest'

const PROGRAM = fileURLToPath(new URL('../../dist/ccload', import.meta.url))
const isBuilt = existsSync(PROGRAM)
const folders: string[] = []
const programs: ChildProcess[] = []

afterAll(() => {
  for (const program of programs) program.kill('SIGKILL')
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

if (!isBuilt) {
  process.stdout.write('LEFT OUT: the one-file program, as it is not built: npm run build:binary\n')
}

/** Starts it in an empty folder of a user without a cache. */
async function start(environment: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'ccload-binary-'))
  folders.push(folder)
  const startedAt = performance.now()
  const program = spawn(PROGRAM, ['--port', '0'], {
    cwd: folder,
    env: {
      HOME: folder,
      CCLOAD_PASS: 'correct horse battery',
      CCLOAD_AUTH: 'team',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  programs.push(program)
  // Read to the end: a program whose output nobody reads may stand still.
  const lines = createInterface({ input: program.stdout })
  const url = await new Promise<string>((resolve) => {
    lines.on('line', (line) => {
      const found = /Proxy +(\S+)/.exec(line)?.[1]
      if (found !== undefined) resolve(found)
    })
  })
  const health = await fetch(`${url}/healthz`)
  return { program, url, folder, status: health.status, startMs: performance.now() - startedAt }
}

it.skipIf(!isBuilt)('serves its page and a request from an empty folder', async () => {
  const upstream = await createFakeAnthropic()
  const { program, url, folder, status, startMs } = await start()
  const megabytes = statSync(PROGRAM).size / 1e6
  process.stdout.write(
    `dist/ccload: ${megabytes.toFixed(0)} MB, answers ${startMs.toFixed(0)} ms after its first start\n`,
  )
  expect(status).toBe(200)
  const page = await (await fetch(`${url}/web/`)).text()
  const script = /src="([^"]+\.js)"/.exec(page)?.[1] ?? ''
  expect((await fetch(new URL(script, `${url}/web/`))).status).toBe(200)
  const added = await fetch(`${url}/admin/channels`, {
    method: 'POST',
    headers: {
      authorization: 'Bearer correct horse battery',
      'content-type': 'application/json',
    },
    body: JSON.stringify({ name: 'one', url: upstream.url, api_key: 'sk-1', models: ['*'] }),
  })
  expect(added.status).toBe(201)
  const answer = await fetch(`${url}/v1/messages`, {
    method: 'POST',
    headers: { 'x-api-key': 'team', 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'claude-sonnet-4-5', max_tokens: 9, messages: [], stream: true }),
  })
  expect(await answer.text()).toContain('message_stop')
  const exited = once(program, 'exit')
  program.kill('SIGTERM')
  expect((await exited)[0]).toBe(0)
  expect(existsSync(join(folder, 'data/ccload.db'))).toBe(true)
  await upstream.close()
})

it.skipIf(!isBuilt)('starts its workers by itself', async () => {
  const { program, status } = await start({ CCLOAD_WORKERS: '2' })
  expect(status).toBe(200)
  const exited = once(program, 'exit')
  program.kill('SIGTERM')
  expect((await exited)[0]).toBe(0)
})
