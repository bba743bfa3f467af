import type { Page } from 'playwright-core'

/** Waits until a page has its heading, and all of its parts have what they asked the server for. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').waitFor()
  await page.locator('.mantine-Skeleton-root, .mantine-Loader-root').first().waitFor({
    state: 'detached',
  })
}
