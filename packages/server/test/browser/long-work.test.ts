import { createMemoryStore } from '@ccload/core'
import { createGate, hang } from '@ccload/core/testing'
import { expect } from 'vitest'
import { browserTest, openPage } from './support/browser-test.js'
import { startPages } from './support/start-pages.js'

const CHANNELS = 1_000

const FILE = [
  'name,api_key,url,models',
  ...Array.from({ length: CHANNELS }, (_, i) => {
    return `c${i},sk-ant-many-${i}-0123456789,https://c${i}.example.com,claude-*`
  }),
].join('\n')

/** A store whose writes stay half-way for as long as the test wants. */
function slowStore() {
  const store = createMemoryStore()
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  const channels: typeof store.channels = {
    ...store.channels,
    async applyAll(writes, onWritten) {
      onWritten?.(writes.length / 2)
      await opened
      return store.channels.applyAll(writes, onWritten)
    },
  }
  return { store: { ...store, channels }, open }
}

browserTest('shows how far a large import is, and undoes it when it is stopped', async () => {
  const { store, open } = slowStore()
  const { url } = await startPages({ store })
  const page = await openPage(url, '/web/channels.html')
  await page.getByRole('button', { name: 'Import' }).click()
  const dialog = page.getByRole('dialog', { name: 'Import channels' })
  await dialog.getByLabel('Content of the file').fill(FILE)
  await dialog.getByRole('button', { name: 'Show what would change' }).click()
  await dialog.getByText('1000 new').waitFor()

  await dialog.getByRole('button', { name: 'Write 1000 changes' }).click()
  await dialog.getByText('500 of 1,000 changes written').waitFor()
  const bar = dialog.getByRole('progressbar', { name: 'Import channels' })
  expect(await bar.getAttribute('aria-valuenow')).toBe('50')
  await dialog.getByRole('button', { name: 'Stop' }).click()
  await bar.waitFor({ state: 'detached' })
  open()

  await dialog.getByRole('button', { name: 'Write 1000 changes' }).click()
  await page.getByText('1000 channels were added, 0 updated.').waitFor()
  const names = (await store.channels.list()).map(({ name }) => name)
  expect([names.length, new Set(names).size]).toEqual([CHANNELS, CHANNELS])
})

browserTest('counts the channels of a test of many, and stops where it is told to', async () => {
  const { url, upstream, channel } = await startPages()
  const models = ['claude-sonnet-4-5']
  const good = await upstream('good')
  const stuck = await upstream('stuck')
  stuck.always(hang(createGate()))
  await channel(good, { models, name: 'good 1' })
  await channel(good, { models, name: 'good 2' })
  await channel(stuck, { models })
  const page = await openPage(url, '/web/channels.html')
  await page.getByLabel('Select all').check()
  const selected = page.getByRole('region', { name: 'For the selected channels' })
  await selected.getByRole('button', { name: 'Test' }).click()

  const dialog = page.getByRole('dialog', { name: 'Test of the selected channels' })
  await dialog.getByText('2 of 3 tested, 2 work').waitFor()
  expect(await dialog.getByText('Works').count()).toBe(2)
  const { answered } = await stuck.request(0)
  await dialog.getByRole('button', { name: 'Stop' }).click()
  expect(await answered).toBe('cut')
  await dialog.getByText('2 of 3 tested, 2 work').waitFor()
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  await dialog.waitFor({ state: 'detached' })
})
