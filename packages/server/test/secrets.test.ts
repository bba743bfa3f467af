import { join } from 'node:path'
import { expect, it } from 'vitest'
import { CHANNEL, createClient } from './support/admin-client.js'
import { startInstallation } from './support/start-installation.js'
import { tempFolder } from './support/temp-folder.js'

const PASSWORD = 'canary-password-8d1f'
const TOKEN = 'canary-token-77aa01'
const KEYS = ['canary-key-one-0042aa', 'sk-ant-canary-two-9917', 'k5']

/** The ways in which a secret could stand in a text. */
function spellings(secret: string): string[] {
  const buffer = Buffer.from(secret)
  return [secret, encodeURIComponent(secret), buffer.toString('base64'), buffer.toString('hex')]
}

it('lets no password, token or key out, whatever goes wrong', async () => {
  const { url, stop, printed, logged } = await startInstallation({
    SQLITE_PATH: join(tempFolder(), 'ccload.db'),
    CCLOAD_PASS: PASSWORD,
    CCLOAD_AUTH: TOKEN,
  })
  const seen: string[] = []
  const call = async (method: string, path: string, body?: unknown, headers = {}) => {
    const authorization = { authorization: `Bearer ${PASSWORD}` }
    const answer = await createClient(url, authorization)(method, path, body, headers)
    seen.push(answer.text, JSON.stringify([...answer.headers]))
    return answer
  }
  const [one, two, three] = KEYS

  await call('POST', '/login', { password: PASSWORD })
  await call('POST', '/login', { password: PASSWORD, extra: PASSWORD })
  await call('POST', '/login', `{"password":"${PASSWORD}"`)
  await call('POST', '/admin/channels', { ...CHANNEL, url: 'http://127.0.0.1:9', api_key: one })
  await call('POST', '/admin/channels', { ...CHANNEL, api_key: two })
  await call('POST', '/admin/channels', { ...CHANNEL, name: 'b', api_key: `${two},${three}` })
  await call('POST', '/admin/channels', {
    ...CHANNEL,
    name: one,
    api_key: 7,
    keys: [{ api_key: 8 }],
  })
  await call('PATCH', '/admin/channels/1', { api_key: `${two}\n` })
  await call('PATCH', '/admin/channels/1', { keys: [{ id: 1, api_key: two, note: 'n' }] })
  await call('PATCH', '/admin/channels/1', { api_key: `${one} ${two}` })
  await call('PATCH', '/admin/channels/1', { api_key: one, keys: [{ api_key: two }] })
  await call('PUT', '/admin/channels/1', { ...CHANNEL, url: `http://${one}@x`, api_key: one })
  await call('GET', '/admin/channels')
  await call('GET', '/admin/channels/1')
  // The channel refuses connections, so this fails and is logged with the channel and its key.
  await call(
    'POST',
    '/v1/messages',
    { model: CHANNEL.models[0], messages: [] },
    {
      authorization: `Bearer ${TOKEN}`,
    },
  )
  await call('POST', '/v1/messages', { model: 'x' }, { authorization: `Bearer ${TOKEN}x` })
  await call('GET', '/admin/cooldowns')
  await call('GET', '/admin/logs')
  await call('DELETE', '/admin/channels/1')
  await stop()

  expect(seen.join('')).toContain('cana****42aa')
  expect(logged()).toContain('"level"')
  const everything = [...seen, printed(), logged()].join('\n')
  for (const secret of [PASSWORD, TOKEN, ...KEYS.filter((key) => key.length > 4)]) {
    const found = spellings(secret).filter((spelling) => everything.includes(spelling))
    expect([secret, found]).toEqual([secret, []])
  }
})
