import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { PASSWORD } from '../support/start-server.js'
import { browserTest, openPage } from './support/browser-test.js'
import { startPages } from './support/start-pages.js'

const FILE = [
  'name,api_key,url,priority,models,enabled',
  'A,sk-ant-new-a-0123456789,http://127.0.0.1:9,77,claude-*,true',
  'fresh,sk-ant-fresh-0123456789,http://127.0.0.1:9,5,claude-*,true',
].join('\n')

browserTest('shows what an import would change before it does', async () => {
  const { url, admin, upstream, channel } = await startPages()
  await channel(await upstream('A'))
  const page = await openPage(url, '/web/channels.html')
  await page.getByRole('button', { name: 'Import' }).click()
  const dialog = page.getByRole('dialog', { name: 'Import channels' })
  await dialog.getByLabel('Content of the file').fill(`${FILE}\nbad,,nowhere,x,,`)
  await dialog.getByRole('button', { name: 'Show what would change' }).click()
  await dialog
    .getByText(/^Line 4:/)
    .first()
    .waitFor()
  await dialog.getByLabel('Content of the file').fill(FILE)
  await dialog.getByRole('button', { name: 'Show what would change' }).click()
  await dialog.getByText('1 new').waitFor()
  await dialog.getByText('1 changed').waitFor()
  const before = await admin('GET', '/admin/channels')
  expect(before.json.data).toMatchObject([{ name: 'A', priority: 10 }])
  await dialog.getByRole('button', { name: 'Write 2 changes' }).click()
  await page.getByText('1 channels were added, 1 updated.').waitFor()
  const after = await admin('GET', '/admin/channels')
  expect(after.json.data).toMatchObject([
    { name: 'A', priority: 77 },
    { name: 'fresh', priority: 5 },
  ])
})

browserTest('gives keys out in plain only for the password', async () => {
  const { url, upstream, channel } = await startPages()
  await channel(await upstream('A'))
  const page = await openPage(url, '/web/channels.html')
  await page.getByRole('button', { name: 'Export' }).click()
  await page.getByRole('menuitem', { name: 'With keys in plain' }).click()
  const dialog = page.getByRole('dialog', { name: 'With keys in plain' })
  await dialog.getByLabel('Admin password').fill('wrong')
  await dialog.getByRole('button', { name: 'Export' }).click()
  await dialog.getByText(/must be the admin password/).waitFor()
  await dialog.getByLabel('Admin password').fill(PASSWORD)
  const download = page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Export' }).click()
  const path = await (await download).path()
  expect(readFileSync(path, 'utf8')).toContain('sk-ant-A-0123456789abcdef')
})
