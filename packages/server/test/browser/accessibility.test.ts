import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { browserTest, openPage } from './support/browser-test.js'
import { PAGES } from './support/pages.js'
import { settled } from './support/settled.js'
import { startPages } from './support/start-pages.js'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What a person who cannot see, or cannot use a mouse, would be stopped by. */
async function findViolations(page: Page, rules: readonly string[]): Promise<string[]> {
  await page.evaluate(axe)
  const found = await page.evaluate(`axe
    .run(document, { runOnly: ${JSON.stringify(rules)} })
    .then(({ violations }) => violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 160)).join(' | ')))`)
  return found as string[]
}

const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']

for (const [colorScheme, rules] of [
  ['light', STANDARDS],
  // Only colours differ.
  ['dark', ['color-contrast']],
] as const) {
  browserTest(`has no serious violation on any page (${colorScheme})`, async () => {
    const { url, admin, upstream, channel, ask } = await startPages()
    const dead = await upstream('dead')
    await dead.refuse()
    await channel(dead, { priority: 20 })
    await channel(await upstream('A'))
    expect(await ask()).toBe(200)
    await admin('POST', '/admin/tokens', {
      name: 'ci',
      limits: { daily_cost_micro_usd: 5_000_000 },
    })
    const page = await openPage(url, '/web/', { colorScheme })
    const more = [
      { path: '/web/channels.html?edit=1', heading: 'Channels' },
      { path: '/web/channels.html?test=1', heading: 'Channels' },
      { path: '/web/tokens.html?edit=new', heading: 'Tokens' },
    ]
    for (const { path, heading } of [...PAGES, ...more]) {
      await page.goto(path)
      await page.locator('h1', { hasText: heading }).waitFor()
      await settled(page)
      expect([path, await findViolations(page, rules)]).toEqual([path, []])
    }
    await page.goto('/web/logs.html')
    await page
      .getByRole('button', { name: /Details of/ })
      .first()
      .click()
    const drawer = page.getByRole('dialog', { name: 'Request' })
    await drawer.getByRole('region', { name: 'Attempts in time' }).waitFor()
    await settled(page)
    expect(await findViolations(page, rules)).toEqual([])

    const outside = await openPage(url, '/web/login.html', { colorScheme, isLoggedOut: true })
    await outside.getByRole('heading', { name: 'Log in' }).waitFor()
    expect(await findViolations(outside, rules)).toEqual([])

    const { url: empty } = await startPages()
    const first = await openPage(empty, '/web/', { colorScheme })
    await first.getByRole('heading', { name: 'Set up ccload' }).waitFor()
    await settled(first)
    expect(await findViolations(first, rules)).toEqual([])
  })
}

browserTest('would find a violation', async () => {
  const { url } = await startPages()
  const page = await openPage(url, '/web/tokens.html')
  await page.locator('h1', { hasText: 'Tokens' }).waitFor()
  await page.evaluate(`document.querySelector('h1').innerHTML = '<button></button>'`)
  expect(await findViolations(page, STANDARDS)).toEqual([expect.stringMatching(/^button-name: /)])
})

/** Focus moves a moment after the key that moves it. */
function focused(page: Page, property: string): Promise<unknown> {
  return page.evaluate(`document.activeElement.${property}`)
}

browserTest('can be used by the keyboard alone', async () => {
  const { url, upstream, channel } = await startPages()
  await channel(await upstream('A'))
  const page = await openPage(url, '/web/channels.html')
  await page.getByRole('heading', { name: 'Channels' }).waitFor()
  await page.keyboard.press('Tab')
  await expect.poll(() => focused(page, 'textContent')).toBe('Skip to the content')
  await page.keyboard.press('Enter')
  await expect.poll(() => focused(page, 'id')).toBe('content')
  await page.getByRole('button', { name: 'A', exact: true }).focus()
  await page.keyboard.press('Enter')
  const drawer = page.getByRole('dialog', { name: 'Edit A' })
  await drawer.waitFor()
  await page.keyboard.press('Escape')
  await drawer.waitFor({ state: 'detached' })
  await expect.poll(() => focused(page, 'textContent')).toBe('A')
})
