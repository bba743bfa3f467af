import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { browserTest, openPage } from './support/browser-test.js'
import { storeWithLogs } from './support/many-logs.js'
import { startPages } from './support/start-pages.js'

browserTest(
  'pages through 100,000 entries without putting them all on the page',
  async () => {
    const { url } = await startPages({ store: await storeWithLogs(100_000) })
    const page = await openPage(url, '/web/logs.html?tail=0')
    await page.getByText(/About 100,000 attempts/).waitFor()
    const rows = page.locator('tbody tr[data-index]')
    const total = () => page.locator('table').getAttribute('aria-rowcount')
    for (let i = 0; i < 40 && Number(await total()) < 1_000; i += 1) {
      await page.mouse.wheel(0, 20_000)
      await page.waitForTimeout(50)
    }
    expect(Number(await total())).toBeGreaterThan(1_000)
    expect(await rows.count()).toBeLessThan(120)

    await page.getByLabel('Text in the message').fill('number 4200')
    await page.getByText('overloaded_error: number 4200', { exact: true }).waitFor()
    await page.getByText('No older entries in this range.').waitFor()
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await page.getByLabel('Model').fill('claude-opus-4-5')
    await page.getByRole('combobox', { name: 'Status' }).click()
    await page.getByRole('option', { name: 'Failed' }).click()
    await page.waitForURL(/status=error/)
    await page.waitForURL(/model=claude-opus-4-5/)
    await page
      .getByRole('cell', { name: 'claude-sonnet-4-5' })
      .first()
      .waitFor({ state: 'detached' })
    expect(await page.getByText('529').count()).toBeGreaterThan(5)
    expect(await page.getByRole('cell', { name: 'claude-sonnet-4-5' }).count()).toBe(0)

    const link = page.url()
    const again = await openPage(url, link.slice(url.length))
    await again.getByText('529').first().waitFor()
    expect(await again.getByLabel('Model').inputValue()).toBe('claude-opus-4-5')
  },
  60_000,
)

browserTest('exports what is shown, and keeps the choice of columns', async () => {
  const { url } = await startPages({ store: await storeWithLogs(300) })
  const page = await openPage(url, '/web/logs.html?status=529')
  await page.getByText('overloaded_error: number 300').waitFor()
  await page.getByRole('button', { name: 'Export' }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'CSV' }).click()
  const file = readFileSync(await (await download).path(), 'utf8')
  expect(file.trim().split('\n')).toHaveLength(4)

  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByLabel('Bytes sent / got').check()
  await page.getByRole('columnheader', { name: 'Bytes sent / got' }).waitFor()
  await page.reload()
  await page.getByRole('columnheader', { name: 'Bytes sent / got' }).waitFor()
})

browserTest('copies a request as a command, without what it must not tell', async () => {
  const { url, upstream, channel, ask } = await startPages()
  await channel(await upstream('A'))
  await ask('claude-haiku-4-5', { authorization: 'Bearer sk-of-somebody-0123456789' })
  const page = await openPage(url, '/web/logs.html', {
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  await page.getByRole('button', { name: /Details of/ }).click()
  await page.getByRole('button', { name: 'Copy as curl' }).click()
  const command = () => page.evaluate('navigator.clipboard.readText()')
  await expect.poll(command).toContain(`curl ${url}/v1/messages`)
  expect(await command()).toContain('"model":"claude-haiku-4-5"')
  expect(await command()).toContain('Bearer $ANTHROPIC_AUTH_TOKEN')
  expect(await command()).not.toContain('sk-of-somebody')
})
