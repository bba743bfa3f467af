import { apiError, createFakeAnthropic } from '@ccload/core/testing'
import { expect, it, onTestFinished } from 'vitest'
import { CHANNEL, createAdminClient, createClient } from './support/admin-client.js'
import { startServer } from './support/start-server.js'
import { createTestRoutes } from './support/test-context.js'

/** Every document of the admin API; the one that does not end is read elsewhere. */
const DOCUMENTS = createTestRoutes()
  .filter(({ method, produces }) => method === 'get' && produces === undefined)
  .map(({ path }) => path.replace(/\{\w+\}/g, '1'))
  .filter((path) => path !== '/admin/events')

const MARKUP = [
  '<img src=x onerror=alert(1)>',
  '</script><script>alert(1)</script>',
  '"><svg/onload=alert(1)>',
  "'-alert(1)-'",
  '<iframe srcdoc="<script>alert(1)</script>">',
  'javascript:alert(1)',
  '{{constructor.constructor("alert(1)")()}}',
  '<!--<script>',
  '&lt;b&gt;',
  '%3Cscript%3E',
]

it.each(MARKUP)('shows %s as text, in whatever field it comes', async (markup) => {
  const upstream = await createFakeAnthropic()
  onTestFinished(() => upstream.close())
  upstream.always(apiError(401, 'authentication_error', markup))
  const { url, store } = await startServer()
  const call = createAdminClient(url)
  const created = await call('POST', '/admin/channels', {
    ...CHANNEL,
    url: upstream.url,
    api_key: undefined,
    name: markup,
    models: [markup],
    aliases: { [`${markup} alias`]: markup },
    headers: { 'x-team': markup },
    keys: [{ api_key: 'sk-canary-0123456789', note: markup }],
  })
  expect(created.status).toBe(201)
  const headers = {
    'user-agent': markup,
    'x-claude-code-session-id': markup,
    'x-claude-code-agent-id': markup,
  }
  await createClient(url, headers)('POST', '/v1/messages', { model: markup, messages: [] })
  await expect.poll(() => store.logs.list({ limit: 1 })).toHaveLength(1)

  let seen = 0
  for (const path of DOCUMENTS) {
    const answer = await call('GET', path)
    expect([path, answer.headers.get('content-type')]).toEqual([
      path,
      'application/json; charset=utf-8',
    ])
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    if (JSON.stringify(answer.json).includes(JSON.stringify(markup).slice(1, -1))) seen++
  }
  expect(seen).toBeGreaterThanOrEqual(4)
  const log = (await call('GET', '/admin/logs')).json.data[0]
  expect(log).toMatchObject({ model: markup, channel_name: markup, session_id: markup })
  expect((await call('GET', '/web/')).text).not.toContain(markup)
})
