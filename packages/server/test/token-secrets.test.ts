import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { toTokenDigest } from '@ccload/core'
import { expect, it } from 'vitest'
import { CHANNEL, createClient } from './support/admin-client.js'
import { startInstallation } from './support/start-installation.js'
import { tempFolder } from './support/temp-folder.js'

const PASSWORD = 'canary-password-8d1f'
const ENVIRONMENT_TOKEN = 'canary-token-77aa01'
const [MODEL = ''] = CHANNEL.models

/** The ways in which a secret could stand in a text. */
function spellings(secret: string): string[] {
  const buffer = Buffer.from(secret)
  const base64 = buffer.toString('base64').replace(/=+$/, '')
  return [secret, encodeURIComponent(secret), base64, buffer.toString('hex')]
}

it('lets neither a token’s secret nor its digest out, whatever happens to it', async () => {
  const folder = tempFolder()
  const { url, stop, printed, logged } = await startInstallation({
    SQLITE_PATH: join(folder, 'ccload.db'),
    CCLOAD_PASS: PASSWORD,
    CCLOAD_AUTH: ENVIRONMENT_TOKEN,
  })
  const admin = createClient(url, { authorization: `Bearer ${PASSWORD}` })
  const seen: string[] = []
  const call = async (client: typeof admin, ...args: Parameters<typeof admin>) => {
    const answer = await client(...args)
    seen.push(answer.text, JSON.stringify([...answer.headers]))
    return answer
  }
  const { secret, prefix } = (await admin('POST', '/admin/tokens', { name: 'laptop' })).json.data
  const digest = toTokenDigest(secret)
  const holder = createClient(url, { authorization: `Bearer ${secret}` })
  const thief = createClient(url, { 'x-api-key': digest })
  const message = { model: MODEL, messages: [] }

  await call(admin, 'POST', '/admin/tokens', { name: 'laptop' })
  await call(admin, 'POST', '/admin/tokens', { name: 'b', secret })
  await call(admin, 'PATCH', '/admin/tokens/1', { digest: secret })
  await call(admin, 'PATCH', '/admin/tokens/1', { models: [MODEL], limits: { concurrent: 1 } })
  // The channel refuses connections, so requests fail and are logged with their token.
  await call(admin, 'POST', '/admin/channels', { ...CHANNEL, url: 'http://127.0.0.1:9' })
  expect((await call(holder, 'POST', '/v1/messages', message)).status).toBe(502)
  expect((await call(holder, 'POST', '/v1/messages', { model: 'x' })).status).toBe(403)
  expect((await call(holder, 'GET', '/v1/models')).status).toBe(200)
  expect((await call(thief, 'POST', '/v1/messages', message)).status).toBe(401)
  await call(holder, 'GET', '/admin/tokens')
  await call(admin, 'PATCH', '/admin/tokens/1', { enabled: false })
  expect((await call(holder, 'POST', '/v1/messages', message)).status).toBe(401)
  for (const path of ['tokens', 'tokens/1', 'logs', 'cooldowns', 'channels', 'openapi.json']) {
    await call(admin, 'GET', `/admin/${path}`)
  }
  await stop()

  const everything = [...seen, printed(), logged()].join('\n')
  expect(everything).toContain(prefix)
  for (const hidden of [secret, digest]) {
    expect(spellings(hidden).filter((spelling) => everything.includes(spelling))).toEqual([])
  }
  const database = ['', '-wal', '.journal'].flatMap((suffix) =>
    read(join(folder, `ccload.db${suffix}`)),
  )
  expect(database.some((bytes) => bytes.includes(digest))).toBe(true)
  expect(database.some((bytes) => bytes.includes(secret))).toBe(false)
})

function read(path: string): Buffer[] {
  try {
    return [readFileSync(path)]
  } catch {
    return []
  }
}
