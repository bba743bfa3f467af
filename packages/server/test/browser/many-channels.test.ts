import { createMemoryStore } from '@ccload/core'
import { expect } from 'vitest'
import { browserTest, openPage } from './support/browser-test.js'
import { startPages } from './support/start-pages.js'

browserTest('stays quick with 1,000 channels', async () => {
  const store = createMemoryStore()
  for (let i = 1; i <= 1_000; i += 1) {
    await store.channels.create({
      name: `channel ${i}`,
      url: 'http://127.0.0.1:9',
      keys: [{ secret: `sk-ant-many-${i}-0123456789` }],
      models: ['claude-*', `model-${i}`],
      priority: i,
    })
  }
  const { url } = await startPages({ store })
  const page = await openPage(url, '/web/channels.html')
  await page.getByRole('button', { name: 'channel 1000', exact: true }).waitFor()
  expect(await page.locator('tbody tr[data-index]').count()).toBeLessThan(60)
  await page.keyboard.press('End')
  await page.getByRole('button', { name: 'channel 1', exact: true }).waitFor()
  await page.getByLabel('Name, address or model').fill('model-42 ')
  await page.getByRole('button', { name: 'channel 42', exact: true }).waitFor()
  await page.getByRole('button', { name: 'All 1,000' }).waitFor()
  await page.getByLabel('Select all').check()
  await page.getByText('11 selected').waitFor()
})
