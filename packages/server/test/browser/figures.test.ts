import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { browserTest, openPage } from './support/browser-test.js'
import { storeWithLogs } from './support/many-logs.js'
import { startPages } from './support/start-pages.js'

/** Nearly three hours, one entry every half second. */
const ENTRIES = 20_000

browserTest('zooms a trend by dragging, and goes back out by the back button', async () => {
  const { url } = await startPages({ store: await storeWithLogs(ENTRIES) })
  const page = await openPage(url, '/web/trend.html?by=model')
  const chart = page.locator('.recharts-surface').first()
  await chart.waitFor()
  const { x, y, width, height } = (await chart.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
  await page.mouse.move(x + width * 0.9, y + height / 2)
  await page.mouse.down()
  await page.mouse.move(x + width * 0.97, y + height / 2, { steps: 4 })
  await page.mouse.up()
  await page.waitForURL(/range=custom/)
  const { searchParams } = new URL(page.url())
  const span = Number(searchParams.get('to')) - Number(searchParams.get('from'))
  expect(span).toBeGreaterThan(0)
  expect(span).toBeLessThan(6 * 3_600_000)
  expect(searchParams.get('by')).toBe('model')
  await page.goBack()
  expect(page.url()).toBe(`${url}/web/trend.html?by=model`)
})

browserTest('compares a trend with the range before', async () => {
  const { url } = await startPages({ store: await storeWithLogs(ENTRIES) })
  const page = await openPage(url, '/web/trend.html?range=1h&by=model')
  await page.getByText('claude-opus-4-5').waitFor()
  await page.getByRole('switch', { name: 'Compare with the range before' }).press('Space')
  await page.getByText('Range before', { exact: true }).waitFor()
  expect(new URL(page.url()).search).toBe('?range=1h&compare=1')
  await page.locator('.recharts-line-curve[stroke-dasharray="5 4"]').waitFor({ state: 'attached' })
  expect(await page.locator('.recharts-line-curve').count()).toBe(2)
})

browserTest('sorts and saves the statistics, and leads on to the entries behind them', async () => {
  const { url } = await startPages({ store: await storeWithLogs(ENTRIES) })
  const page = await openPage(url, '/web/stats.html')
  await page.getByRole('button', { name: 'Session', exact: true }).click()
  await page.getByText('each with all that it has used').waitFor()
  await page.getByRole('button', { name: 'Model', exact: true }).click()
  const models = page.locator('tbody tr[data-index] a')
  await expect
    .poll(() => models.allTextContents())
    .toEqual(['claude-sonnet-4-5', 'claude-opus-4-5'])
  const requests = page.getByRole('columnheader', { name: 'Requests' })
  await requests.getByRole('button').click()
  expect(await requests.getAttribute('aria-sort')).toBe('ascending')
  expect(await models.allTextContents()).toEqual(['claude-opus-4-5', 'claude-sonnet-4-5'])

  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export CSV' }).click()
  const lines = readFileSync(await (await download).path(), 'utf8')
    .trim()
    .split(/\r?\n/)
  expect(lines.map((line) => line.split(',')[0])).toEqual([
    expect.any(String),
    'claude-opus-4-5',
    'claude-sonnet-4-5',
  ])

  await page.getByRole('link', { name: 'claude-opus-4-5' }).click()
  await page.getByRole('heading', { name: 'Logs' }).waitFor()
  expect(await page.getByLabel('Model').inputValue()).toBe('claude-opus-4-5')
})
