import { createFakeAnthropic } from '@ccload/core/testing'
import { expect, onTestFinished } from 'vitest'
import { browserTest, openPage } from '../../packages/server/test/browser/support/browser-test.js'
import { settled } from '../../packages/server/test/browser/support/settled.js'
import { isBuilt, PASSWORD, startProgram } from './start-program.js'

const builtTest = isBuilt ? browserTest : browserTest.skip

/** What a person does first with the one file, in an empty folder and with nothing beside it. */
builtTest('takes a person from the login to a request in the log', async () => {
  const upstream = await createFakeAnthropic({ name: 'A' })
  onTestFinished(() => upstream.close())
  const { url, stop } = await startProgram()

  const page = await openPage(url, '/web/channels.html', { isLoggedOut: true })
  await page.getByLabel('Admin password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('button', { name: 'Add the first channel' }).click()
  const form = page.getByRole('dialog', { name: 'Add channel' })
  await form.getByLabel('Name').fill('main')
  await form.getByLabel('Address').fill(upstream.url)
  await form.getByLabel('API key').fill('sk-ant-first-0123456789')
  await form.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('main was added').waitFor()

  const answer = await fetch(`${url}/v1/messages`, {
    method: 'POST',
    headers: { 'x-api-key': 'team', 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'claude-sonnet-4-5',
      max_tokens: 16,
      stream: true,
      messages: [{ role: 'user', content: 'Hi' }],
    }),
  })
  expect(await answer.text()).toContain('message_stop')

  await page.goto('/web/logs.html')
  await settled(page)
  const row = page.locator('tbody tr').filter({ hasText: 'claude-sonnet-4-5' })
  await row.waitFor()
  expect(await row.textContent()).toContain('main')
  expect(await row.textContent()).toContain('200')
  await row.getByRole('button', { name: /Details of/ }).click()
  await page.getByRole('button', { name: 'Copy as curl' }).waitFor()
  expect(await stop()).toBe(0)
})
