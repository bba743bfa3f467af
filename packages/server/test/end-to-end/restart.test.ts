import { apiError } from '@ccload/core/testing'
import { expect, it } from 'vitest'
import { type Installation, install } from './installation.js'

async function ask({ url }: Installation): Promise<string> {
  const response = await fetch(`${url}/v1/messages`, {
    method: 'POST',
    headers: { 'x-api-key': 'team-token', 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'claude-sonnet-5', max_tokens: 9, messages: [] }),
  })
  return response.text()
}

it('remembers cooldowns and whose turn it is', async () => {
  const installation = await install([{}, {}, {}])
  const cooling = () => installation.admin('GET', '/admin/cooldowns')
  expect(await ask(installation)).toContain('upstream-1')
  installation.upstreams[1]?.next(
    apiError(429, 'rate_limit_error', 'slow down', ['retry-after', '600']),
  )
  expect(await ask(installation)).toContain('upstream-3')
  const before = await cooling()
  expect(before).toMatchObject([{ channel_id: 2, scope: 'key' }])

  await installation.restart()
  const [{ until }] = before as [{ until: string }]
  expect(await cooling()).toMatchObject([{ channel_id: 2, until }])
  expect(await ask(installation)).toContain('upstream-1')
  expect(await ask(installation)).toContain('upstream-3')

  await installation.admin('DELETE', '/admin/cooldowns/2')
  expect(await cooling()).toEqual([])
  await installation.restart()
  expect(await cooling()).toEqual([])
})

it('uses a channel from the next request after it was added, changed or removed', async () => {
  const installation = await install([{ priority: 1 }, { priority: 2, enabled: false }])
  expect(await ask(installation)).toContain('upstream-1')
  await installation.admin('PATCH', '/admin/channels/2', { enabled: true })
  expect(await ask(installation)).toContain('upstream-2')
  await installation.admin('PATCH', '/admin/channels/2', { priority: 0 })
  expect(await ask(installation)).toContain('upstream-1')
  await installation.admin('DELETE', '/admin/channels/1')
  expect(await ask(installation)).toContain('upstream-2')
})

it('never shows a key, in answers or in logs', async () => {
  const lines: string[] = []
  const write = (fields: object, message: string) =>
    void lines.push(JSON.stringify(fields, null, 1) + message)
  const logger = { debug: write, info: write, warn: write, error: write }
  const installation = await install([{}], {}, logger)
  installation.upstreams[0]?.next(apiError(401, 'authentication_error', 'bad key'))
  const answers = [await ask(installation), await ask(installation)]
  await installation.restart()
  for (const path of ['channels', 'channels/1', 'logs', 'cooldowns']) {
    answers.push(JSON.stringify(await installation.admin('GET', `/admin/${path}`)))
  }
  const everything = [...answers, ...lines, ...installation.printed].join('\n')
  expect(everything).toContain('sk-u****')
  expect(everything).not.toContain('sk-upstream-key-1')
  expect(everything).not.toContain('team-token')
})
