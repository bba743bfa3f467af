import { expect, it, vi } from 'vitest'
import { createMemoryStore, type LogEntry, type Logger, type Selector } from '../../src/index.js'
import { apiError } from '../../src/testing.js'
import { startGateway } from './gateway.js'

it('works with a selector, a logger and a store of the app’s own', async () => {
  const lastFirst: Selector = (request, state) =>
    state
      .groups(request.model)
      .flatMap(({ members }) => members.flatMap(({ candidates }) => candidates))
      .reverse()
  const logger: Logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() }
  const gateway = await startGateway({ channels: [{}, {}, {}], selector: lastFirst, logger })
  gateway.upstream(2).next(apiError(500, 'api_error'))
  expect((await gateway.post()).body.toString()).toContain('channel-2')
  expect(logger.warn).toHaveBeenCalledWith(
    expect.objectContaining({ channel: 'channel-3' }),
    expect.any(String),
  )
})

it('asks its store for channels and gives it the log entries', async () => {
  const memory = createMemoryStore()
  const appended: LogEntry[] = []
  const gateway = await startGateway()
  const list = () => gateway.store.channels.list()
  const own = await startGateway({
    store: {
      ...memory,
      channels: { ...memory.channels, list },
      logs: { ...memory.logs, append: async (entries) => void appended.push(...entries) },
    },
  })
  expect((await own.post()).body.toString()).toContain('channel-1')
  await own.proxy.close()
  expect(appended).toMatchObject([{ channelName: 'channel-1', statusCode: 200 }])
})

it('says 503 while the store cannot be read, and serves as soon as it can', async () => {
  const gateway = await startGateway()
  let broken = true
  const list = async () => {
    if (broken) throw new Error('the disk is gone')
    return gateway.store.channels.list()
  }
  const memory = createMemoryStore()
  const own = await startGateway({ store: { ...memory, channels: { ...memory.channels, list } } })
  const refusal = await own.post()
  expect(refusal.status).toBe(503)
  expect(refusal.body.toString()).not.toContain('disk')
  broken = false
  expect((await own.post()).status).toBe(200)
})

it.each([
  ['a number below 0', { maxBodyBytes: -1 }, 'settings.maxBodyBytes'],
  ['no number', { idleTimeoutMs: Number.NaN }, 'settings.idleTimeoutMs'],
  ['an unknown name', { speed: 1 } as object, 'settings.speed'],
])('refuses a setting that is %s', async (_, settings, name) => {
  await expect(startGateway({ settings })).rejects.toThrow(name)
})
