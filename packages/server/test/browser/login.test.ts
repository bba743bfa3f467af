import { expect } from 'vitest'
import { PASSWORD } from '../support/start-server.js'
import { browserTest, openPage } from './support/browser-test.js'
import { startPages } from './support/start-pages.js'

browserTest('asks for the password first, then goes where the link led', async () => {
  const { url } = await startPages()
  const page = await openPage(url, '/web/channels.html?q=abc', { isLoggedOut: true })
  await page.getByLabel('Admin password').fill('wrong')
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByText('That is not the password.').waitFor()
  await page.getByLabel('Admin password').fill(PASSWORD)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Channels' }).waitFor()
  expect(page.url()).toBe(`${url}/web/channels.html?q=abc`)
})

browserTest('says how long to wait after too many wrong passwords', async () => {
  const { url } = await startPages()
  const page = await openPage(url, '/web/login.html', { isLoggedOut: true })
  const submit = page.getByRole('button', { name: 'Log in' })
  for (let i = 0; i < 6; i += 1) {
    await page.getByLabel('Admin password').fill(`wrong ${i}`)
    const answered = page.waitForResponse('**/login')
    await submit.click()
    await answered
  }
  await page.getByText(/Too many wrong passwords. Try again in 1[45]m/).waitFor()
  await page.getByLabel('Admin password').fill(PASSWORD)
  expect(await submit.isDisabled()).toBe(true)
})

browserTest('logs out, and shows nothing any more', async () => {
  const { url } = await startPages()
  const page = await openPage(url, '/web/channels.html')
  await page.getByRole('button', { name: 'Log out' }).click()
  await page.getByRole('heading', { name: 'Log in' }).waitFor()
  await page.goto('/web/channels.html')
  await page.getByRole('heading', { name: 'Log in' }).waitFor()
})

browserTest('keeps what was typed when the session ends in the middle of it', async () => {
  const { url, admin } = await startPages()
  const page = await openPage(url, '/web/channels.html?edit=new')
  const form = page.getByRole('dialog', { name: 'Add channel' })
  await form.getByLabel('Name').fill('typed before')
  await form.getByLabel('Address').fill('http://127.0.0.1:9')
  await form.getByLabel('API key').fill('sk-ant-typed-before-0123')
  await page.context().clearCookies()
  await form.getByRole('button', { name: 'Save', exact: true }).click()
  const login = page.getByRole('dialog', { name: 'Your session has ended' })
  await login.getByLabel('Admin password').fill(PASSWORD)
  await login.getByRole('button', { name: 'Log in' }).click()
  await page.getByText('typed before was added').waitFor()
  const { json } = await admin('GET', '/admin/channels')
  expect(json.data).toMatchObject([{ name: 'typed before' }])
})
