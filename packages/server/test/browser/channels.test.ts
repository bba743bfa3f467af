import { expect } from 'vitest'
import { browserTest, openPage } from './support/browser-test.js'
import { startPages } from './support/start-pages.js'

browserTest('takes a channel from its creation through a test to its end', async () => {
  const { url, admin, upstream } = await startPages()
  const a = await upstream('A')
  const page = await openPage(url, '/web/channels.html')
  await page.getByRole('button', { name: 'Add the first channel' }).click()
  const form = page.getByRole('dialog', { name: 'Add channel' })
  await form.getByLabel('Name').fill('main')
  await form.getByLabel('Address').fill(`${a.url}/v1`)
  await form.getByText('Leave out /v1').waitFor()
  await form.getByRole('button', { name: 'Save', exact: true }).click()
  await form.getByText('At least one key is needed.').waitFor()
  await form.getByLabel('Address').fill(a.url)
  await form.getByLabel('API key').fill('sk-ant-one-0123456789abc\nsk-ant-two-0123456789abc')
  await form.getByRole('button', { name: 'Save and test' }).click()

  const test = page.getByRole('dialog', { name: 'Test main' })
  await test.getByRole('button', { name: 'Run test' }).click()
  await test.getByText('Works').waitFor()
  await page.keyboard.press('Escape')
  const { json } = await admin('GET', '/admin/channels')
  expect(json.data[0]).toMatchObject({ url: a.url, keys: [{ enabled: true }, { enabled: true }] })

  await page.getByRole('button', { name: 'More for main' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page
    .getByRole('dialog', { name: 'Delete this channel?' })
    .getByText('Delete')
    .last()
    .click()
  await page.getByText('No channel yet.').waitFor()
  expect((await admin('GET', '/admin/channels')).json.data).toEqual([])
})

browserTest('changes priority, weight and switch in place, and takes it back', async () => {
  const { url, admin, upstream, channel } = await startPages()
  const id = await channel(await upstream('A'))
  const read = async () => (await admin('GET', `/admin/channels/${id}`)).json.data
  const page = await openPage(url, '/web/channels.html')
  const priority = page.getByLabel('Priority of A')
  await priority.fill('42')
  await priority.press('Enter')
  await page.getByText('A has priority 42.').waitFor()
  expect((await read()).priority).toBe(42)
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByText('A has priority 10.').waitFor()
  expect((await read()).priority).toBe(10)

  await page.getByLabel('Weight of A').fill('7')
  await page.getByLabel('Weight of A').press('Tab')
  await page.getByText('A has weight 7.').waitFor()
  await page.getByRole('switch', { name: 'A is enabled' }).press('Space')
  await page.getByText('A is disabled.').waitFor()
  expect(await read()).toMatchObject({ weight: 7, enabled: false })
})

browserTest('takes back on the screen what the server refused', async () => {
  const { url, upstream, channel } = await startPages()
  await channel(await upstream('A'))
  const page = await openPage(url, '/web/channels.html')
  await page.route('**/admin/channels/*', (route) =>
    route.fulfill({ status: 500, json: { success: false, error: 'The disk is full.' } }),
  )
  await page.getByLabel('Priority of A').fill('42')
  await page.getByLabel('Priority of A').press('Enter')
  await page.getByText('The disk is full.').waitFor()
  expect(await page.getByLabel('Priority of A').inputValue()).toBe('10')
})

browserTest('orders by the arrow keys on the handle', async () => {
  const { url, admin, upstream, channel } = await startPages()
  await channel(await upstream('A'), { priority: 30 })
  await channel(await upstream('B'), { priority: 20 })
  await channel(await upstream('C'), { priority: 10 })
  const page = await openPage(url, '/web/channels.html')
  await page.getByRole('button', { name: 'Move C' }).press('ArrowUp')
  await page.getByText('The order was changed.').waitFor()
  const { json } = await admin('GET', '/admin/channels')
  expect(json.data.map(({ priority }: { priority: number }) => priority)).toEqual([30, 20, 25])
})

browserTest('orders by dragging', async () => {
  const { url, admin, upstream, channel } = await startPages()
  await channel(await upstream('A'), { priority: 30 })
  await channel(await upstream('B'), { priority: 20 })
  await channel(await upstream('C'), { priority: 10 })
  const page = await openPage(url, '/web/channels.html')
  await page
    .getByRole('button', { name: 'Move C' })
    .dragTo(page.getByLabel('Select A', { exact: true }), {
      targetPosition: { x: 5, y: 15 },
    })
  await page.getByText('The order was changed.').waitFor()
  const { json } = await admin('GET', '/admin/channels')
  expect(json.data.map(({ priority }: { priority: number }) => priority)).toEqual([30, 20, 25])
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect
    .poll(async () => (await admin('GET', '/admin/channels/3')).json.data.priority)
    .toBe(10)
})

browserTest('changes many at once', async () => {
  const { url, admin, upstream, channel } = await startPages()
  for (const name of ['A', 'B', 'C']) await channel(await upstream(name))
  const page = await openPage(url, '/web/channels.html')
  await page.getByLabel('Select A', { exact: true }).check()
  await page.getByLabel('Select C').check()
  const bar = page.getByRole('region', { name: 'For the selected channels' })
  await bar.getByRole('button', { name: 'Disable' }).click()
  await page.getByText('2 channels were changed.').waitFor()
  const { json } = await admin('GET', '/admin/channels')
  expect(json.data.map(({ enabled }: { enabled: boolean }) => enabled)).toEqual([
    false,
    true,
    false,
  ])
})

browserTest('offers both ways out when somebody else changed the channel meanwhile', async () => {
  const { url, admin, upstream, channel } = await startPages()
  const id = await channel(await upstream('A'))
  const page = await openPage(url, `/web/channels.html?edit=${id}`)
  const form = page.getByRole('dialog')
  await form.getByLabel('Name').fill('mine')
  await admin('PATCH', `/admin/channels/${id}`, { name: 'theirs', priority: 99 })
  await form.getByRole('button', { name: 'Save', exact: true }).click()
  await form.getByText('Somebody changed it in the meantime.').waitFor()
  expect(await form.getByLabel('Name').inputValue()).toBe('mine')
  await form.getByRole('button', { name: 'Overwrite with mine' }).click()
  await page.getByText('mine was saved.').waitFor()
  const { json } = await admin('GET', `/admin/channels/${id}`)
  expect(json.data).toMatchObject({ name: 'mine', priority: 10 })
})
