import { expect } from 'vitest'
import { browserTest, openPage } from './support/browser-test.js'
import { startPages } from './support/start-pages.js'

browserTest('captures a channel, and shows what was captured in the log', async () => {
  const { url, admin, upstream, channel, ask } = await startPages()
  const first = await upstream('first')
  await channel(first)
  const page = await openPage(url, '/web/channels.html')
  await page.getByLabel('More for first').click()
  await page.getByRole('menuitem', { name: 'Capture for 10 minutes' }).click()
  await page.getByRole('button', { name: 'Capture', exact: true }).click()
  await page.getByText('“first” is captured for 10 minutes').waitFor()
  expect((await admin('GET', '/admin/capture-rules')).json.data).toMatchObject([{ channel_id: 1 }])

  expect(await ask()).toBe(200)
  const logs = await openPage(url, '/web/logs.html')
  await logs
    .getByRole('button', { name: /Details of/ })
    .first()
    .click()
  const captured = logs.getByRole('region', { name: 'Captured request and answer' })
  await captured.getByText('"content":"Hi"').waitFor()
  await captured.getByText('event: message_stop').waitFor()
  expect(await captured.textContent()).toContain(`POST ${first.url}/v1/messages`)
  expect(await captured.textContent()).not.toContain('sk-ant-first')

  await page.getByLabel('More for first').click()
  await page.getByRole('menuitem', { name: 'Stop capturing' }).click()
  await page.getByText('“first” is not captured any more').waitFor()
  expect((await admin('GET', '/admin/capture-rules')).json.data).toEqual([])
})
