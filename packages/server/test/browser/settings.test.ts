import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished } from 'vitest'
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

browserTest('tries the webhook out and says what came of it', async () => {
  const { url, admin } = await startPages()
  const received: unknown[] = []
  const receiver = createServer((request, response) => {
    received.push(request.headers['ccload-signature'])
    request.resume().on('end', () => response.writeHead(204).end())
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void receiver.close())
  const page = await openPage(url, '/web/settings.html')
  const button = page.getByRole('button', { name: 'Send a test message' })
  await button.click()
  await page.getByRole('status').filter({ hasText: 'is not set' }).waitFor()
  const { port } = receiver.address() as AddressInfo
  const changed = await admin('PATCH', '/admin/settings', {
    alert_webhook_url: `http://127.0.0.1:${port}/hook`,
    alert_webhook_secret: 'whsec-0123456789abcdef',
  })
  expect(changed.json).toMatchObject({ success: true })
  await button.click()
  await page.getByText('Delivered: the receiver answered 204.').waitFor()
  expect(received).toEqual([expect.stringMatching(/^sha256=[0-9a-f]{64}$/)])
})
