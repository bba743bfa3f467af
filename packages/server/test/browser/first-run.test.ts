import { apiError } from '@ccload/core/testing'
import { expect } from 'vitest'
import { browserTest, openPage } from './support/browser-test.js'
import { startPages } from './support/start-pages.js'

browserTest('leads an empty installation to a tested channel and the client settings', async () => {
  const { url, upstream } = await startPages()
  const { url: upstreamUrl } = await upstream('A')
  const page = await openPage(url, '/web/')
  await page.getByRole('heading', { name: 'Set up ccload' }).waitFor()
  await page.getByLabel('Address').fill(upstreamUrl)
  await page.getByLabel('API key').fill('sk-ant-first-0123456789')
  await page.getByRole('button', { name: 'Add and test' }).click()
  await page.getByText('Works').waitFor()
  await page.getByText('Hello from A').waitFor()
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByText(`export ANTHROPIC_BASE_URL=${url}`).waitFor()
  await page.getByRole('button', { name: 'Go to the overview' }).click()
  await page.getByText('The enabled channel is ready.').waitFor()
})

browserTest('goes back from a failed test to the form', async () => {
  const { url, upstream } = await startPages()
  const a = await upstream('A')
  a.always(apiError(401, 'authentication_error', 'invalid x-api-key'))
  const page = await openPage(url, '/web/')
  await page.getByLabel('Address').fill(a.url)
  await page.getByLabel('API key').fill('sk-ant-first-0123456789')
  await page.getByRole('button', { name: 'Add and test' }).click()
  await page.getByText(/invalid x-api-key/).waitFor()
  expect(await page.getByRole('button', { name: 'Continue' }).isDisabled()).toBe(true)
  a.reset()
  await page.getByRole('button', { name: 'Test again' }).click()
  await page.getByText('Works').waitFor()
})
