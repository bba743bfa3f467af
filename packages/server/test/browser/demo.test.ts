import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { expect, onTestFinished } from 'vitest'
import { DEMO_PASSWORD, startDemo } from '../../src/demo/start-demo.js'
import { browserTest, openPage } from './support/browser-test.js'
import { PAGES } from './support/pages.js'
import { settled } from './support/settled.js'

/** Set to keep what the pages look like. */
const { CCLOAD_SCREENSHOTS } = process.env
const folder = fileURLToPath(new URL('../../../../docs/screenshots/', import.meta.url))

/** What a page shows where something is missing or went wrong. */
const FAULTS = /This could not be loaded|does not offer this yet|Nothing matches|No requests in/

/** Pages in the range in which they show most, and how high a picture has to be for it. */
const VIEWS: Readonly<Record<string, { readonly query: string; readonly height?: number }>> = {
  '/web/': { query: '?range=7d', height: 1130 },
  '/web/stats.html': { query: '?range=7d' },
  '/web/trend.html': { query: '?range=7d&by=model&measure=cost' },
}

/** A page for talking shows most while somebody does. Returns the token that was made for it. */
async function talk(page: Page): Promise<number> {
  const { data } = await (
    await page.request.post('/admin/tokens', { data: { name: 'playground' } })
  ).json()
  await page.getByLabel('Token', { exact: true }).fill(data.secret)
  await page.getByLabel('Question').fill('Who are you, and what does this cost?')
  await page.keyboard.press('Enter')
  await page.getByText(/First text after/).waitFor({ timeout: 30_000 })
  await page.getByText('The last question was answered by').waitFor()
  return data.id
}

browserTest(
  'has something to show on every page of the demo, in light and in dark',
  async () => {
    const { url, stop } = await startDemo()
    onTestFinished(stop)
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await openPage(url, '/web/', { colorScheme, password: DEMO_PASSWORD })
      await page.getByText('The upstream does not accept the key.').waitFor()
      for (const { path, heading } of PAGES) {
        const { query = '', height = 800 } = VIEWS[path] ?? {}
        await page.setViewportSize({ width: 1280, height })
        await page.goto(path + query)
        await page.getByRole('heading', { name: heading, level: 1 }).waitFor()
        await settled(page)
        if (/web\/$|trend/.test(path)) await page.locator('.recharts-surface').first().waitFor()
        expect([path, FAULTS.exec((await page.locator('main').textContent()) ?? '')]).toEqual([
          path,
          null,
        ])
        if (!CCLOAD_SCREENSHOTS) continue
        const token = path === '/web/playground.html' ? await talk(page) : undefined
        mkdirSync(folder, { recursive: true })
        const name = heading.toLowerCase()
        await page.screenshot({ path: `${folder}${name}-${colorScheme}.png` })
        if (token) await page.request.delete(`/admin/tokens/${token}`)
      }
    }
  },
  120_000,
)
