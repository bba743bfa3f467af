import { expect } from 'vitest'
import { browserTest, openPage } from './support/browser-test.js'
import { startPages } from './support/start-pages.js'

browserTest('changes settings together, within their bounds, and undoes it', async () => {
  const { url, admin } = await startPages()
  const read = async () => {
    const { json } = await admin('GET', '/admin/settings')
    const values = json.data as { key: string; value: unknown }[]
    return Object.fromEntries(values.map(({ key, value }) => [key, value]))
  }
  const before = await read()
  const page = await openPage(url, '/web/settings.html')
  const field = page.getByRole('textbox', { name: 'Log entries' })
  await field.fill('9999')
  await page.getByText('From 1 to 3650').waitFor()
  expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)
  await field.fill('30')
  await page.getByRole('combobox', { name: 'Sharing within a priority' }).click()
  await page.getByRole('option', { name: 'weighted' }).click()
  await page.getByText('2 changes, not saved yet').waitFor()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('The settings hold from now on.').waitFor()
  expect(await read()).toMatchObject({ log_retention_days: 30, strategy: 'weighted' })
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(read).toEqual(before)
})
