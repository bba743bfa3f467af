import { answer, createGate } from '@ccload/core/testing'
import { expect } from 'vitest'
import { browserTest, openPage } from './support/browser-test.js'
import { startPages } from './support/start-pages.js'

/** `message_start`, `content_block_start`, and the first text: 'One two '. */
const UP_TO_FIRST_TEXT = 3
const content = [{ type: 'text', text: 'One two three four.' }] as const

browserTest('shows the answer of a test while it is still being made', async () => {
  const { url, upstream, channel } = await startPages()
  const a = await upstream('A')
  const id = await channel(a, { models: ['claude-sonnet-4-5'] })
  const gate = createGate()
  a.next({ ...answer({ content }), beforeEach: gate })
  gate.release(UP_TO_FIRST_TEXT)
  const page = await openPage(url, `/web/channels.html?test=${id}`)
  const dialog = page.getByRole('dialog', { name: 'Test A' })
  await dialog.getByText('Ready').waitFor()
  await dialog.getByRole('button', { name: 'Run test' }).click()

  const result = dialog.getByRole('status')
  await result.getByText('One two', { exact: true }).waitFor()
  await result.getByText('Answering').waitFor()
  await result.getByText('200').waitFor()
  await result.getByText('First event').waitFor()
  expect(await result.getByText('Tokens in / out').count()).toBe(0)

  gate.open()
  await result.getByText('Works').waitFor()
  await result.getByText('One two three four.').waitFor()
  await result.getByText('Tokens in / out').waitFor()
})

browserTest('breaks a test off when its dialog is closed', async () => {
  const { url, upstream, channel } = await startPages()
  const a = await upstream('A')
  const id = await channel(a, { models: ['claude-sonnet-4-5'] })
  const gate = createGate()
  a.next({ ...answer({ content }), beforeEach: gate })
  gate.release(UP_TO_FIRST_TEXT)
  const page = await openPage(url, `/web/channels.html?test=${id}`)
  const dialog = page.getByRole('dialog', { name: 'Test A' })
  await dialog.getByRole('button', { name: 'Run test' }).click()
  await dialog.getByText('One two', { exact: true }).waitFor()
  await page.keyboard.press('Escape')
  expect(await (await a.request(0)).answered).toBe('cut')
})

browserTest('says so when the server goes away in the middle of a test', async () => {
  const { url, upstream, channel, server } = await startPages()
  const a = await upstream('A')
  const id = await channel(a, { models: ['claude-sonnet-4-5'] })
  const gate = createGate()
  a.next({ ...answer({ content }), beforeEach: gate })
  gate.release(UP_TO_FIRST_TEXT)
  const page = await openPage(url, `/web/channels.html?test=${id}`)
  const dialog = page.getByRole('dialog', { name: 'Test A' })
  await dialog.getByRole('button', { name: 'Run test' }).click()
  await dialog.getByText('One two', { exact: true }).waitFor()
  await server.close({ drainMs: 0 })
  await dialog.getByText('The server did not answer.').waitFor()
})
