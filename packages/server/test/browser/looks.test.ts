import { expect } from 'vitest'
import { browserTest, openPage } from './support/browser-test.js'
import { PAGES } from './support/pages.js'
import { settled } from './support/settled.js'
import { startPages } from './support/start-pages.js'

browserTest('fits a phone: no page scrolls sideways', async () => {
  const { url, upstream, channel, ask } = await startPages()
  await channel(await upstream('a-channel-with-quite-a-long-name-that-has-no-spaces'))
  await ask()
  const page = await openPage(url, '/web/', { viewport: { width: 390, height: 844 } })
  for (const { path, heading } of PAGES) {
    await page.goto(path)
    await page.getByRole('heading', { name: heading, level: 1 }).waitFor()
    await settled(page)
    const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'
    expect(Number(await page.evaluate(overflow)), path).toBeLessThanOrEqual(0)
  }
  await page.getByRole('button', { name: 'Menu' }).click()
  await page.getByRole('dialog').getByRole('link', { name: 'Channels' }).click()
  await page.getByRole('heading', { name: 'Channels' }).waitFor()
})

browserTest('is dark where the system is, and as chosen from then on', async () => {
  const { url, upstream, channel } = await startPages()
  await channel(await upstream('A'))
  const page = await openPage(url, '/web/channels.html', { colorScheme: 'dark' })
  const look = () => page.evaluate('getComputedStyle(document.body).backgroundColor')
  await page.getByRole('heading', { name: 'Channels' }).waitFor()
  expect(await look()).toBe('rgb(15, 19, 24)')
  await page.getByRole('button', { name: 'Colours' }).click()
  await page.getByRole('menuitem', { name: 'Light' }).click()
  await expect.poll(look).toBe('rgb(244, 246, 248)')
  // Before any of the pages' code has run.
  await page.route('**/assets/*.js', (route) => route.abort())
  await page.reload({ waitUntil: 'domcontentloaded' })
  expect(await page.evaluate('document.documentElement.dataset.mantineColorScheme')).toBe('light')
})

browserTest('leads back and forward, filters included', async () => {
  const { url, upstream, channel } = await startPages()
  await channel(await upstream('A'))
  const page = await openPage(url, '/web/channels.html')
  await page.getByRole('button', { name: /^Cooling/ }).click()
  await page.getByText('No channel matches.').waitFor()
  await page.getByRole('link', { name: 'Tokens' }).click()
  await page.getByRole('heading', { name: 'Tokens' }).waitFor()
  await page.goBack()
  await page.getByText('No channel matches.').waitFor()
  await page.goBack()
  await page.getByRole('button', { name: 'A', exact: true }).waitFor()
  await page.goForward()
  expect(new URL(page.url()).search).toBe('?show=cooling')
})

browserTest('loads nothing from elsewhere', async () => {
  const { url, upstream, channel } = await startPages()
  await channel(await upstream('A'))
  const page = await openPage(url, '/web/')
  const elsewhere: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith(url)) elsewhere.push(request.url())
  })
  for (const { path, heading } of PAGES) {
    await page.goto(path)
    await page.getByRole('heading', { name: heading, level: 1 }).waitFor()
  }
  expect(elsewhere).toEqual([])
})
