import { expect } from 'vitest'
import { browserTest, openPage } from './support/browser-test.js'
import { PAGES } from './support/pages.js'
import { settled } from './support/settled.js'
import { startPages } from './support/start-pages.js'

/** What a text looks like for which there are no words: its name in the catalogue. */
const NAME_OF_TEXT = /\b[a-z][a-zA-Z]+\.[a-z][a-zA-Z.]+[a-zA-Z]\b/g
/** What looks alike and is meant: addresses and code in examples. */
const MEANT = /^(api\.anthropic\.com|settings\.json|sk\.ant)$/

browserTest('speaks the language of the browser, on every page', async () => {
  const { url, upstream, channel, ask } = await startPages()
  await channel(await upstream('A'))
  await ask()
  const page = await openPage(url, '/web/', { locale: 'zh-CN' })
  await page.getByRole('heading', { name: '概览' }).waitFor()
  expect(await page.evaluate('document.documentElement.lang')).toBe('zh-CN')
  for (const { path, heading } of PAGES) {
    await page.goto(path)
    await settled(page)
    expect(await page.getByRole('heading', { level: 1 }).textContent()).not.toBe(heading)
    // biome-ignore lint/performance/useDomNodeTextContent: texts of neighbours must not run together.
    const words = (await page.locator('body').innerText()).match(NAME_OF_TEXT) ?? []
    expect([path, words.filter((word) => !MEANT.test(word))]).toEqual([path, []])
  }
})

browserTest('switches at once, and remembers', async () => {
  const { url } = await startPages()
  const page = await openPage(url, '/web/tokens.html')
  await page.getByRole('heading', { name: 'Tokens' }).waitFor()
  await page.getByRole('button', { name: 'Language' }).click()
  await page.getByRole('menuitem', { name: '简体中文' }).click()
  await page.getByRole('heading', { name: '令牌' }).waitFor()
  await page.reload()
  await page.getByRole('heading', { name: '令牌' }).waitFor()
  expect(await page.title()).toBe('令牌 · ccload')
})
