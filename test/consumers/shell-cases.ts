import { join } from 'node:path'
import { createFakeAnthropic } from '@ccload/core/testing'
import { describe, expect, it } from 'vitest'
import type { Project } from './project.js'
import type { Snippet } from './snippets.js'

/**
 * Commands. All of them have to be shell; those that call the server are run, page by page, each on
 * a server of its own that was installed from the tarball, in the order in which they are shown.
 */
export function shellCases(project: () => Project, snippets: readonly Snippet[]): void {
  it.each(snippets)('can read the commands of $name', async ({ text }) => {
    await project().run('bash', ['-n', '-c', text])
  })

  const calls = snippets.filter(({ text }) => text.startsWith('curl'))
  const pages = [...new Set(calls.map(({ name }) => name.split(':')[0] ?? ''))]
  describe.each(pages)('the calls of %s', (page) => {
    it('succeed', async () => {
      const upstream = await createFakeAnthropic()
      const data = join(project().folder, 'data', page)
      const env = {
        PORT: '0',
        SQLITE_PATH: join(data, 'ccload.db'),
        CCLOAD_PASS: 'correct horse battery',
        CCLOAD_AUTH: 'my-team-token',
      }
      const server = await project().start(
        'npx',
        ['--no', 'ccload'],
        env,
        /http:\/\/127\.0\.0\.1:\d+/,
      )
      try {
        for (const { text } of calls.filter(({ name }) => name.startsWith(`${page}:`))) {
          const command = text
            .replaceAll('http://127.0.0.1:8080', server.found)
            .replaceAll('https://api.anthropic.com', upstream.url)
          const answer = JSON.parse(await project().run('bash', ['-c', command], env))
          expect(answer.success ?? answer.type).toBeOneOf([true, 'message'])
        }
      } finally {
        await server.stop()
        await upstream.close()
      }
    })
  })
}
