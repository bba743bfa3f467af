import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readCommand } from '../../src/testing/cli/cli-options.js'
import { runCommand } from '../../src/testing/cli/run-command.js'
import { type FakeUpstreams, startFakeUpstreams } from '../../src/testing.js'
import { createGateway, TOKEN } from './conformance-harness.js'
import { MOUNTS } from './mounts.js'

let upstreams: FakeUpstreams
let running: Awaited<ReturnType<typeof createGateway>>
let folder: string
beforeEach(async () => {
  upstreams = await startFakeUpstreams()
  const [a, b] = upstreams.urls
  const mount = MOUNTS.Node
  if (!mount) throw new Error('there is no Node adapter')
  running = await createGateway(mount, { A: a, B: b })
  folder = await mkdtemp(join(tmpdir(), 'conformance-'))
})
afterEach(async () => {
  await running.close()
  await upstreams.close()
  await rm(folder, { recursive: true })
})

async function check(...options: string[]) {
  const printed: string[] = []
  const command = readCommand([
    ...['conformance', '--gateway', running.gateway.url, '--control', upstreams.controlUrl],
    ...['--token', TOKEN, ...options],
  ])
  const exitCode = await runCommand(command, (text) => printed.push(text))
  return { exitCode, text: printed.join('') }
}

it('checks a gateway whose upstreams are controlled from elsewhere', async () => {
  const forgotten: string[] = []
  const admin = createServer((request, response) => {
    forgotten.push(`${request.method} ${request.url} ${request.headers.authorization}`)
    running.gateway.forget().then(() => response.end())
  }).listen(0, '127.0.0.1')
  await once(admin, 'listening')
  const forget = `DELETE http://127.0.0.1:${(admin.address() as AddressInfo).port}/cooldowns`

  for (const only of ['stream.', 'response.', 'failover.', 'request.']) {
    const options = ['--only', only, '--forget', forget, '--forget-token', 'admin']
    const { exitCode, text } = await check(...options, '--alias', 'my-sonnet')
    expect([text, exitCode]).toEqual([expect.stringMatching(/\n\d+ rows passed, 0 failed/), 0])
  }
  expect(new Set(forgotten)).toEqual(new Set(['DELETE /cooldowns Bearer admin']))
  admin.close()
})

it('exits with 1 when a row fails, and writes the table as Markdown', async () => {
  const markdown = join(folder, 'conformance.md')
  const { exitCode, text } = await check(
    ...['--only', 'request.model-alias', '--alias', 'no-alias-at-all', '--markdown', markdown],
  )
  expect(exitCode).toBe(1)
  expect(text).toMatch(/^✗ request\.model-alias .*\n.*failed: status 404/)
  expect(await readFile(markdown, 'utf8')).toMatch(/\| `request\.model-alias` \| .+ \| ✗ \|/)
})

it('says why a row is skipped', async () => {
  const { exitCode, text } = await check('--only', 'request.model-alias')
  expect(exitCode).toBe(0)
  expect(text).toMatch(/^– request\.model-alias .*\n.*skipped: no aliased model was named/)
})
