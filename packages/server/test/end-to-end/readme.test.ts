import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { createFakeAnthropic } from '@ccload/core/testing'
import { describe, expect, it } from 'vitest'
import { install, PASSWORD } from './installation.js'

const run = promisify(execFile)

/** The shell blocks of a README that call curl, in their order. */
function curlBlocks(file: string): string[] {
  const text = readFileSync(new URL(`../../../../${file}`, import.meta.url), 'utf8')
  const blocks = [...text.matchAll(/```sh\n(.*?)```/gs)].map(([, block = '']) => block)
  return blocks.filter((block) => block.includes('curl'))
}

describe.each(['README.md', 'README.zh-CN.md'])('the examples of %s', (file) => {
  it('add a channel and get an answer through it', async () => {
    const upstream = await createFakeAnthropic({ name: 'readme' })
    const installation = await install([], { CCLOAD_AUTH: 'my-team-token' })
    const [add, ask] = curlBlocks(file).map((block) =>
      block
        .replaceAll('http://127.0.0.1:8080', installation.url)
        .replaceAll('https://api.anthropic.com', upstream.url),
    )
    const env = { ...process.env, CCLOAD_PASS: PASSWORD }
    const added = await run('bash', ['-c', add ?? 'exit 9'], { env })
    expect(JSON.parse(added.stdout)).toMatchObject({ success: true, data: { name: 'main' } })
    const answered = await run('bash', ['-c', ask ?? 'exit 9'], { env })
    expect(JSON.parse(answered.stdout)).toMatchObject({ type: 'message', role: 'assistant' })
    expect(answered.stdout).toContain('readme')
    await upstream.close()
  })
})
