import { createMemoryStore, type Store } from '@ccload/core'
import { createKyselyStore } from '@ccload/core/kysely'
import { expect, it, onTestFinished } from 'vitest'
import { openSqlite } from '../src/storage/open-sqlite.js'
import { PASSWORD, startTransfer } from './support/transfer.js'

const HEAD = 'name,api_key,url,models\n'

const line = (i: number) => `channel ${i},sk-ant-${i}-0123456789,https://c${i}.example.com,claude-*`

const file = (count: number) => HEAD + Array.from({ length: count }, (_, i) => line(i)).join('\n')

interface Event {
  readonly type: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely.
  readonly data: any
}

/** The events of an import, in their order. */
async function eventsOf(
  imported: Awaited<ReturnType<typeof startTransfer>>['imported'],
  ...[text, options]: Parameters<typeof imported>
): Promise<Event[]> {
  const answer = await imported(text, { ...options, accept: 'text/event-stream' })
  expect(answer.headers.get('content-type')).toContain('text/event-stream')
  return answer.text
    .split('\n\n')
    .filter((block) => block !== '')
    .map((block) => {
      const [, type = '', data = ''] = /^event: (\w+)\ndata: (.*)$/.exec(block) ?? []
      return { type, data: JSON.parse(data) }
    })
}

async function sqliteStore(): Promise<Store> {
  const store = createKyselyStore({ dialect: openSqlite(':memory:') })
  onTestFinished(() => store.close())
  await store.migrate()
  return store
}

it('tells how many lines are checked and channels written, and what came of it last', async () => {
  const { imported, store } = await startTransfer(await sqliteStore())
  const events = await eventsOf(imported, file(300))
  expect(events.at(-1)).toMatchObject({ type: 'result', data: { updated: [], errors: [] } })
  expect(events.at(-1)?.data.created).toHaveLength(300)
  const progress = events.slice(0, -1)
  expect(new Set(progress.map(({ type }) => type))).toEqual(new Set(['progress']))
  for (const doing of ['checking', 'writing']) {
    const steps = progress.filter(({ data }) => data.doing === doing).map(({ data }) => data)
    expect(steps.length).toBeGreaterThan(1)
    expect(steps.length).toBeLessThanOrEqual(100)
    const counts = steps.map(({ done }) => done)
    expect(counts).toEqual([...counts].sort((a, b) => a - b))
    expect(steps.at(-1)).toEqual({ doing, done: 300, of: 300 })
  }
  expect(await store.channels.list()).toHaveLength(300)
})

it('checks but writes nothing in a dry run, and has nothing to write where all is as it was', async () => {
  const { imported, store } = await startTransfer()
  const dry = await eventsOf(imported, file(3), { dryRun: true })
  expect(dry.map(({ type, data }) => data.doing ?? type)).toEqual(['checking', 'result'])
  expect(await store.channels.list()).toEqual([])
  await imported(file(3))
  const same = await eventsOf(imported, file(3))
  expect(same.map(({ type, data }) => data.doing ?? type)).toEqual(['checking', 'result'])
})

it('says what is wrong as the plain answer does, and writes nothing', async () => {
  const { imported, store } = await startTransfer()
  const text = `${file(2)}\nbad,sk-x-0123456789,nowhere,m`
  const plain = await imported(text)
  const events = await eventsOf(imported, text)
  const { code, error } = plain.json
  expect(code).toBe('invalid_file')
  expect(events.at(-1)).toEqual({ type: 'failure', data: { code, error } })
  const dry = await eventsOf(imported, text, { dryRun: true })
  expect(dry.at(-1)).toMatchObject({ type: 'result', data: { errors: [{ line: 4 }] } })
  expect(await store.channels.list()).toEqual([])
})

it('fails whole when channels change in the very moment', async () => {
  const store = createMemoryStore()
  const { imported } = await startTransfer({
    ...store,
    channels: {
      ...store.channels,
      async applyAll(...args) {
        await store.channels.create({
          name: 'channel 1',
          url: 'https://x',
          keys: [],
          models: ['m'],
        })
        return store.channels.applyAll(...args)
      },
    },
  })
  const events = await eventsOf(imported, file(2))
  expect(events.at(-1)).toMatchObject({ type: 'failure', data: { code: 'changed_meanwhile' } })
  expect((await store.channels.list()).map(({ name }) => name)).toEqual(['channel 1'])
})

it('undoes everything when the client leaves before all is written', async () => {
  const store = await sqliteStore()
  const left = new AbortController()
  let tellRejected = (_error: unknown) => {}
  const rejected = new Promise((resolve) => {
    tellRejected = resolve
  })
  const { url } = await startTransfer({
    ...store,
    channels: {
      ...store.channels,
      async applyAll(writes, onWritten) {
        const written = store.channels.applyAll(writes, (count) => {
          if (count === 10) left.abort()
          onWritten?.(count)
        })
        written.catch(tellRejected)
        return written
      },
    },
  })
  const answer = fetch(`${url}/admin/import/channels`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${PASSWORD}`,
      accept: 'text/event-stream',
      'content-type': 'text/csv',
    },
    body: file(2_000),
    signal: left.signal,
  }).then((response) => response.text())
  await expect(answer).rejects.toThrow(/abort/)
  expect(await rejected).toMatchObject({ name: 'AbortError' })
  expect(await store.channels.list()).toEqual([])
})
