import { apiError } from '@ccload/core/testing'
import { expect } from 'vitest'
import { browserTest, openPage } from './support/browser-test.js'
import { PAGES } from './support/pages.js'
import { settled } from './support/settled.js'
import { startPages } from './support/start-pages.js'

const MARKUP = '<img src=x onerror=alert(1)><script>alert(2)</script>'

browserTest('shows markup as text, wherever it comes from', async () => {
  const { url, admin, upstream, channel, ask } = await startPages()
  const a = await upstream('A')
  a.always(apiError(400, 'invalid_request_error', MARKUP))
  await channel(a, { name: MARKUP, models: ['claude-*', MARKUP], aliases: { [MARKUP]: MARKUP } })
  await admin('POST', '/admin/tokens', { name: MARKUP, models: [MARKUP] })
  await ask(MARKUP, { 'x-claude-code-session-id': MARKUP })
  const page = await openPage(url, '/web/')
  for (const { path } of PAGES) {
    await page.goto(path)
    await settled(page)
    expect([path, await page.locator('img[src=x]').count()]).toEqual([path, 0])
  }
  await page.goto('/web/channels.html')
  await page.getByRole('button', { name: MARKUP, exact: true }).click()
  await page.getByRole('dialog', { name: `Edit ${MARKUP}` }).waitFor()
  expect(await page.locator('img[src=x]').count()).toBe(0)
})

browserTest('has a policy that an injected script does not get past', async () => {
  const { url } = await startPages()
  const page = await openPage(url, '/web/login.html', {
    expectedFault: /violates the following Content Security Policy directive/,
  })
  await page.getByRole('heading', { level: 1 }).waitFor()
  const ran = await page
    .evaluate(`new Promise((resolve) => {
      document.addEventListener('securitypolicyviolation', () => resolve(globalThis.hacked ?? 'refused'))
      const script = document.createElement('script')
      script.textContent = 'globalThis.hacked = true'
      document.body.append(script)
    })`)
    .catch(String)
  expect(ran).toBe('refused')
})
