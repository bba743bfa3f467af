import { expect } from 'vitest'
import { browserTest, openPage } from './support/browser-test.js'
import { startPages } from './support/start-pages.js'

browserTest('shows a new token once, and what became of its limit', async () => {
  const { url, upstream, channel, ask } = await startPages()
  await channel(await upstream('A'))
  const page = await openPage(url, '/web/tokens.html')
  await page.getByRole('button', { name: 'Add token' }).first().click()
  const form = page.getByRole('dialog', { name: 'Add token' })
  await form.getByLabel('Name').fill('ci')
  await form.getByLabel('Requests per minute').fill('1')
  await form.getByRole('button', { name: 'Create token' }).click()

  const created = page.getByRole('dialog', { name: 'Token ci was made' })
  const secret =
    (await created.getByRole('figure', { name: 'Token' }).locator('pre').textContent()) ?? ''
  expect(secret).toMatch(/^ccl_/)
  await created.getByText(`ANTHROPIC_AUTH_TOKEN=${secret}`).waitFor()
  await page.keyboard.press('Escape')
  await created.getByRole('button', { name: 'I have copied it' }).click()
  await created.waitFor({ state: 'detached' })
  expect(await page.content()).not.toContain(secret)

  const headers = { authorization: `Bearer ${secret}` }
  expect([await ask(undefined, headers), await ask(undefined, headers)]).toEqual([200, 429])
  await page.reload()
  const row = page.getByRole('row', { name: /ci/ })
  await row.getByText('max 1/min').waitFor()

  await row.getByRole('switch', { name: 'ci is enabled' }).press('Space')
  await page.getByText('ci is disabled').waitFor()
  expect(await ask(undefined, headers)).toBe(401)
})

browserTest('talks through the gateway with a token, and tells who answered', async () => {
  const { url, admin, upstream, channel } = await startPages()
  await channel(await upstream('A'))
  const { json } = await admin('POST', '/admin/tokens', { name: 'me' })
  const page = await openPage(url, '/web/playground.html')
  const ask = async (text: string) => {
    await page.getByLabel('Question').fill(text)
    await page.keyboard.press('Enter')
  }
  await ask('Hello?')
  await page.getByRole('link', { name: 'Create a token' }).waitFor()
  await page.getByLabel('Token', { exact: true }).fill(json.data.secret)
  await ask('Hello?')
  await page.getByRole('log').getByText('Hello from A').waitFor()
  const served = page.getByRole('link', { name: /200 A/ })
  await served.waitFor()
  await served.click()
  await page.getByRole('dialog', { name: 'Request' }).getByText('me', { exact: true }).waitFor()
})
