import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { CHANNEL, createClient, login } from './support/admin-client.js'
import { startInstallation } from './support/start-installation.js'
import { tempFolder } from './support/temp-folder.js'

const loginStatus = async (url: string, password: string) =>
  (await createClient(url)('POST', '/login', { password })).status

it('generates a password at the first start and shows it once', async () => {
  const SQLITE_PATH = join(tempFolder(), 'new', 'folder', 'ccload.db')
  const first = await startInstallation({ SQLITE_PATH })
  const password = /shown only now: (\S+)/.exec(first.printed())?.[1] ?? ''
  expect(await loginStatus(first.url, password)).toBe(200)
  await first.stop()
  expect(readFileSync(SQLITE_PATH).includes(password)).toBe(false)

  const second = await startInstallation({ SQLITE_PATH })
  expect(second.printed()).not.toContain(password)
  expect(second.printed()).toContain('as set before; to set another, start once with CCLOAD_PASS=')
  expect(await loginStatus(second.url, password)).toBe(200)
})

it('keeps a given password that nobody has used yet', async () => {
  const SQLITE_PATH = join(tempFolder(), 'new', 'folder', 'ccload.db')
  const first = await startInstallation({ SQLITE_PATH, CCLOAD_PASS: 'a fine password' })
  await first.stop()
  const second = await startInstallation({ SQLITE_PATH })
  expect(second.printed()).not.toContain('shown only now')
  expect(await loginStatus(second.url, 'a fine password')).toBe(200)
})

it('keeps the password that was set, and ends all sessions when it changes', async () => {
  const SQLITE_PATH = join(tempFolder(), 'ccload.db')
  const first = await startInstallation({ SQLITE_PATH, CCLOAD_PASS: 'first password' })
  const cookie = await login(first.url, 'first password')
  await first.stop()

  const again = await startInstallation({ SQLITE_PATH })
  expect(await loginStatus(again.url, 'first password')).toBe(200)
  expect((await createClient(again.url, { cookie })('GET', '/admin/channels')).status).toBe(200)
  await again.stop()

  const changed = await startInstallation({ SQLITE_PATH, CCLOAD_PASS: 'second password' })
  expect(await loginStatus(changed.url, 'first password')).toBe(401)
  expect(await loginStatus(changed.url, 'second password')).toBe(200)
  expect((await createClient(changed.url, { cookie })('GET', '/admin/channels')).status).toBe(401)
})

it('keeps channels, in files that only their owner can read', async () => {
  const SQLITE_PATH = join(tempFolder(), 'data', 'ccload.db')
  const environment = { SQLITE_PATH, CCLOAD_PASS: 'a fine password' }
  const headers = { authorization: 'Bearer a fine password' }
  const first = await startInstallation(environment)
  await createClient(first.url, headers)('POST', '/admin/channels', CHANNEL)
  for (const file of [SQLITE_PATH, `${SQLITE_PATH}-wal`, `${SQLITE_PATH}.secret`]) {
    expect(existsSync(file)).toBe(true)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readFileSync(file).includes(CHANNEL.api_key)).toBe(false)
  }
  await first.stop()
  const second = await startInstallation(environment)
  const { json } = await createClient(second.url, headers)('GET', '/admin/channels')
  expect(json.data).toMatchObject([{ id: 1, name: 'main' }])
})

it('tells where everything is and what is missing', async () => {
  const SQLITE_PATH = join(tempFolder(), 'ccload.db')
  const installation = await startInstallation({
    SQLITE_PATH,
    CCLOAD_PASS: 'a fine password',
    CCLOAD_TOKENS: 'misspelt',
  })
  const printed = installation.printed()
  expect(printed).toContain(`ANTHROPIC_BASE_URL=${installation.url}`)
  expect(printed).toContain(`${installation.url}/web/`)
  expect(printed).toContain(SQLITE_PATH)
  expect(printed).toContain('only clients on this machine are served')
  expect(printed).toContain('CCLOAD_TOKENS is no setting of ccload')
  expect(printed).not.toMatch(/a fine password|misspelt/)
})

it.each(['admin', '12345678'])(
  'accepts the password %s on this machine only',
  async (CCLOAD_PASS) => {
    const SQLITE_PATH = join(tempFolder(), 'ccload.db')
    const local = await startInstallation({ SQLITE_PATH, CCLOAD_PASS })
    expect(await loginStatus(local.url, CCLOAD_PASS)).toBe(200)
    await local.stop()
    const exposed = startInstallation({ SQLITE_PATH, CCLOAD_PASS, HOST: '0.0.0.0' })
    await expect(exposed).rejects.toMatchObject({ code: 'invalid_option' })
    const stored = startInstallation({ SQLITE_PATH, HOST: '0.0.0.0' })
    await expect(stored).rejects.toThrow('CCLOAD_PASS is too easily guessed')
  },
)

it('says which variable is to blame when the database cannot be opened', async () => {
  const file = join(tempFolder(), 'file')
  writeFileSync(file, '')
  const SQLITE_PATH = join(file, 'ccload.db')
  await expect(startInstallation({ SQLITE_PATH })).rejects.toThrow(/^SQLITE_PATH: /)
})

it('lets go of the database when the port is taken', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void other.close())
  const SQLITE_PATH = join(tempFolder(), 'ccload.db')
  const PORT = String((other.address() as AddressInfo).port)
  await expect(startInstallation({ SQLITE_PATH, PORT })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  })
  // The last connection that closes takes the write-ahead log with it.
  expect(existsSync(`${SQLITE_PATH}-wal`)).toBe(false)
})
