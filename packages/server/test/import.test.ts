import { createMemoryStore } from '@ccload/core'
import { expect, it } from 'vitest'
import { startTransfer } from './support/transfer.js'

/** As the first versions of ccLoad wrote it. */
const CCLOAD = `\ufeffid,name,api_key,url,priority,models,enabled
7,first,sk-first-0123456789,https://a.example.com,10,"claude-sonnet-4-5,claude-haiku-4-5",true
8,second,"sk-one-0123456789,sk-two-0123456789",https://b.example.com/relay,-1,claude-*,false
`

it("takes ccLoad's file", async () => {
  const { imported, contents } = await startTransfer()
  const { status, json } = await imported(CCLOAD)
  expect(status).toBe(200)
  expect(json.data).toEqual({
    created: [
      { line: 2, name: 'first' },
      { line: 3, name: 'second' },
    ],
    updated: [],
    unchanged: [],
    errors: [],
    ignored_columns: [],
  })
  expect(await contents()).toMatchObject([
    {
      name: 'first',
      priority: 10,
      models: ['claude-sonnet-4-5', 'claude-haiku-4-5'],
      enabled: true,
    },
    {
      name: 'second',
      url: 'https://b.example.com/relay',
      priority: -1,
      enabled: false,
      keys: [{ secret: 'sk-one-0123456789' }, { secret: 'sk-two-0123456789' }],
    },
  ])
})

it('takes what later versions of ccLoad write, and says what it leaves out', async () => {
  const { imported, contents } = await startTransfer()
  const file = `id,name,api_key,url,priority,models,model_redirects,channel_type,key_strategy,enabled
1,a,sk-a-0123456789,https://a.example.com,1,"x,y","{""x"":""vendor/x""}",anthropic,round_robin,true
`
  expect((await imported(file)).json.data).toMatchObject({ ignored_columns: ['channel_type'] })
  expect(await contents()).toMatchObject([
    { aliases: { x: 'vendor/x' }, keyStrategy: 'round-robin' },
  ])
})

it('changes by name what differs, keeps what the file does not speak of, and says so', async () => {
  const { imported, contents, store } = await startTransfer()
  await imported(CCLOAD)
  const [first] = await store.channels.list()
  await store.channels.update(first?.id ?? 0, { weight: 9, aliases: { a: 'b' } })
  const file = CCLOAD.replace(',10,', ',20,').replace('sk-two-0123456789', 'sk-new-0123456789')
  const { json } = await imported(
    file.replace('8,second', '8,third').concat(CCLOAD.split('\n')[2] ?? ''),
  )
  expect(json.data).toMatchObject({
    created: [{ name: 'third' }],
    updated: [{ line: 2, name: 'first', fields: ['priority'] }],
    unchanged: [{ line: 4, name: 'second' }],
  })
  expect(await contents()).toMatchObject([
    { name: 'first', priority: 20, weight: 9, aliases: { a: 'b' } },
    { name: 'second' },
    { name: 'third' },
  ])
})

it('keeps the ids of keys that stay, and with them their cooldowns', async () => {
  const { imported, store } = await startTransfer()
  await imported(CCLOAD)
  const before = (await store.channels.list())[1]?.keys ?? []
  await imported(CCLOAD.replace('sk-one-0123456789,sk-two', 'sk-two-0123456789,sk-three'))
  const after = (await store.channels.list())[1]?.keys ?? []
  expect(after[0]).toEqual(before[1])
  expect(before.map(({ id }) => id)).not.toContain(after[1]?.id)
})

it('keeps the keys where the file has none', async () => {
  const { imported, store } = await startTransfer()
  await imported(CCLOAD)
  const before = await store.channels.list()
  const { json } = await imported('name,api_key,priority\nfirst,,3\n')
  expect(json.data.updated).toMatchObject([{ name: 'first', fields: ['priority'] }])
  expect((await store.channels.list())[0]?.keys).toEqual(before[0]?.keys)
})

it('takes an empty cell for the default', async () => {
  const { imported, contents } = await startTransfer()
  await imported(CCLOAD)
  await imported('name,priority,enabled\nsecond,,\n')
  expect((await contents())[1]).toMatchObject({ priority: 0, enabled: true })
})

it('only tells what it would do in a dry run', async () => {
  const { imported, store } = await startTransfer()
  const { json } = await imported(CCLOAD, { dryRun: true })
  expect(json.data.created).toHaveLength(2)
  expect(await store.channels.list()).toEqual([])
})

it('imports nothing where a single line is wrong, and names each that is', async () => {
  const { imported, store } = await startTransfer()
  const file = `name,api_key,url,priority,models,enabled
good,sk-good-0123456789,https://a.example.com,1,m,true
bad url,sk-x-0123456789,ftp://a.example.com,1,m,true

no key,,https://a.example.com,1,m,true
bad number,sk-x-0123456789,https://a.example.com,high,m,true
"two
lines",sk-x-0123456789,https://a.example.com,1,m,true
good,sk-x-0123456789,https://a.example.com,1,m,true
too many,sk-x-0123456789,https://a.example.com,1,m,true,more
no models,sk-x-0123456789,https://a.example.com,1,,true
`
  const preview = await imported(file, { dryRun: true })
  expect(preview.json.data.errors).toEqual([
    { line: 3, message: expect.stringContaining('url: must be a URL') },
    { line: 5, message: 'api_key: is required' },
    { line: 6, message: 'priority: cannot be read' },
    { line: 7, message: 'name: must not contain control characters' },
    { line: 9, message: 'name: stands on line 2 already' },
    { line: 10, message: 'has more cells than there are columns' },
    { line: 11, message: expect.stringMatching(/^models: /) },
  ])
  const { status, json } = await imported(file)
  expect(status).toBe(400)
  expect(json).toMatchObject({ success: false, code: 'invalid_file' })
  expect(json.error).toMatch(/^Nothing was imported\. Line 3: url: .* Line 11: /)
  expect(await store.channels.list()).toEqual([])
})

it.each([
  ['', 1, 'The first line must name the columns'],
  ['nothing\n', 1, 'The first line must name the columns'],
  ['name;url\na;b\n', 1, 'The first line must name the columns'],
  ['name,url,name\na,b,c\n', 1, 'The column name is there twice'],
  ['name,url\n"a,b\n', 2, 'This is no valid CSV'],
  ['name,url\n\ufffd,b\n', 1, 'is not UTF-8'],
  ['{"name":"a"}', 1, 'This is no valid JSON list'],
  ['[{"name":"a"},]', 1, 'This is no valid JSON list'],
])('says of %j what is wrong with it', async (file, line, message) => {
  const { imported } = await startTransfer()
  const { json } = await imported(file, { dryRun: true })
  expect(json.data?.errors ?? json).toEqual([{ line, message: expect.stringContaining(message) }])
})

it('says which line of a JSON file is wrong', async () => {
  const { imported } = await startTransfer()
  const channel = { name: 'a', url: 'https://a.example.com', models: ['m'], api_key: 'sk-a' }
  const file = [
    channel,
    'nonsense',
    { ...channel, name: 'b', colour: 1 },
    { ...channel, name: 'c', headers: JSON.parse('{"__proto__":"x"}') },
  ]
  const { json } = await imported(JSON.stringify(file, null, 2), {
    dryRun: true,
    type: 'application/json',
  })
  expect(json.data.errors).toEqual([
    { line: 10, message: 'must be an object' },
    { line: 11, message: 'colour: is no known field' },
    { line: 20, message: expect.stringContaining('__proto__') },
  ])
})

it('refuses a masked password of a proxy that it does not know', async () => {
  const { imported } = await startTransfer()
  const connection = { proxy_url: 'http://me:****@127.0.0.1:1' }
  const channel = {
    name: 'a',
    url: 'https://a.example.com',
    models: ['m'],
    api_key: 'sk-a',
    connection,
  }
  const { json } = await imported(JSON.stringify([channel]), { dryRun: true })
  expect(json.data.errors).toMatchObject([
    { message: expect.stringContaining('connection.proxy_url: has a masked password') },
  ])
})

it('imports nothing when channels change in the very moment', async () => {
  const store = createMemoryStore()
  const { imported } = await startTransfer({
    ...store,
    channels: {
      ...store.channels,
      async applyAll(writes) {
        await store.channels.create({ name: 'second', url: 'https://x', keys: [], models: ['m'] })
        return store.channels.applyAll(writes)
      },
    },
  })
  const { status, json } = await imported(CCLOAD)
  expect([status, json.code]).toEqual([409, 'changed_meanwhile'])
  expect((await store.channels.list()).map(({ name }) => name)).toEqual(['second'])
})

it.each(['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
  'takes no %s',
  async (type) => {
    const { imported } = await startTransfer()
    expect((await imported(CCLOAD, { type })).status).toBe(415)
  },
)

it('takes no file beyond its limit', async () => {
  const { imported } = await startTransfer()
  expect((await imported(CCLOAD + ' '.repeat(4 * 1024 * 1024))).status).toBe(413)
})
