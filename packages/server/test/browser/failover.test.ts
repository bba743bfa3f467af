import { apiError } from '@ccload/core/testing'
import { expect } from 'vitest'
import { browserTest, openPage } from './support/browser-test.js'
import { startPages } from './support/start-pages.js'

browserTest('shows a failover as it happens, and ends the cooldown by a click', async () => {
  const { url, upstream, channel, ask } = await startPages()
  const [a, b] = [await upstream('first'), await upstream('second')]
  a.always(apiError(401, 'authentication_error', 'invalid x-api-key'))
  await channel(a, { priority: 20 })
  await channel(b, { priority: 10 })
  const channels = await openPage(url, '/web/channels.html')
  await channels.getByText('Ready').nth(1).waitFor()
  const logs = await openPage(url, '/web/logs.html')
  await logs.getByText('Nothing matches.').waitFor()

  expect(await ask()).toBe(200)

  const row = channels.getByRole('row', { name: /first/ })
  await row.getByText(/Cooling \d+:\d\d/).waitFor()
  await row.getByText('Key refused').waitFor()

  await logs.getByText('401').waitFor()
  await logs.getByText('#2').waitFor()
  await logs
    .getByRole('button', { name: /Details of/ })
    .first()
    .click()
  const drawer = logs.getByRole('dialog', { name: 'Request' })
  await drawer.getByText('Attempt 1: first').waitFor()
  await drawer.getByText('Attempt 2: second').waitFor()
  const attempts = drawer.getByRole('region', { name: 'Attempts in time' })
  expect(await attempts.locator('ol > li').count()).toBe(2)
  const parts = attempts.getByRole('list', { name: 'Its parts' })
  await parts
    .nth(1)
    .getByText(/^First event \d/)
    .waitFor()

  // The first request's plan left nothing out, the second one's had a channel at rest.
  await drawer.getByText(/^Nothing is on record as left out/).waitFor()
  await drawer.getByText('Routing of claude-sonnet-4-5 now').waitFor()
  await logs.keyboard.press('Escape')
  await drawer.waitFor({ state: 'detached' })
  expect(await ask()).toBe(200)
  const details = logs.getByRole('button', { name: /Details of/ })
  await details.nth(2).waitFor()
  await details.first().click()
  const plan = drawer.getByRole('region', { name: 'The plan it followed' })
  await plan.getByText('1 channel was ready').waitFor()
  const rows = plan.getByRole('listitem')
  expect(await rows.first().textContent()).toBe('1secondTried')
  expect(await rows.last().textContent()).toMatch(/^–firstCooling until \d\d:\d\d:\d\d$/)

  const overview = await openPage(url, '/web/')
  const problems = overview.getByRole('region', { name: 'Needs attention' })
  await problems.getByText('The upstream does not accept the key.').waitFor()
  await problems.getByRole('button', { name: 'End cooldown' }).click()
  await overview.getByText('All 2 enabled channels are ready.').waitFor()
  await row.getByText('Ready').waitFor()
})

browserTest(
  'takes back an edit that never arrived, and catches up when the server is back',
  async () => {
    const { url, admin, upstream, channel } = await startPages()
    await channel(await upstream('A'))
    const page = await openPage(url, '/web/channels.html')
    await page.getByText(/\/min · \d+ running/).waitFor()
    await page.getByLabel('Priority of A').waitFor()
    await page.context().setOffline(true)
    await page.getByLabel('Priority of A').fill('42')
    await page.getByLabel('Priority of A').press('Enter')
    await page.getByText('The server did not answer.').waitFor()
    expect(await page.getByLabel('Priority of A').inputValue()).toBe('10')
    await page.context().setOffline(false)
    await admin('PATCH', '/admin/channels/1', { priority: 77 })
    const value = () => page.getByLabel('Priority of A').inputValue()
    await expect.poll(value, { timeout: 15_000 }).toBe('77')
  },
)

browserTest('says that it is offline when the server goes away', async () => {
  const { url, server } = await startPages()
  const page = await openPage(url, '/web/tokens.html')
  await page.getByText(/\/min · \d+ running/).waitFor()
  await server.close({ drainMs: 0 })
  await page.getByText('Offline').waitFor()
})
