import { setImmediate } from 'node:timers/promises'
import { type CcloadProxy, createMemoryStore, silentLogger } from '@ccload/core'
import { createFakeClock } from '@ccload/core/testing'
import { expect, it } from 'vitest'
import { sampleEntry } from '../../test/support/sample-entry.js'
import { createLiveFeed } from './live-feed.js'

const NEVER = new AbortController().signal

/** A feed of a proxy whose events are the test's. */
function setUp() {
  const clock = createFakeClock()
  const store = createMemoryStore({ clock })
  const listeners = new Map<string, Set<(message: never) => void>>()
  const count = () => [...listeners.values()].reduce((sum, { size }) => sum + size, 0)
  const on: CcloadProxy['on'] = (name, listener) => {
    const own = listeners.get(name) ?? new Set()
    listeners.set(name, own.add(listener))
    return () => void own.delete(listener)
  }
  const emit = (name: string, message: object) => {
    for (const listener of listeners.get(name) ?? []) listener(message as never)
  }
  const counters = { queued: 1, journaled: 2, written: 3, spilled: 4, dropped: 5 }
  const proxy = {
    on,
    requests: { list: () => [], started: () => 0 },
    logs: { counters: () => counters, flush: async () => {} },
  }
  const feed = createLiveFeed({ proxy, store, clock, logger: silentLogger })
  const end = (requestId: string) =>
    emit('request-ended', {
      requestId,
      time: 0,
      durationMs: 1,
      attempts: 1,
      outcome: 'relayed',
      statusCode: 200,
    })
  return { clock, store, feed, count, end }
}

/** Opens a feed and reads what it says first. */
async function open(feed: ReturnType<typeof createLiveFeed>, lastEventId?: string, signal = NEVER) {
  const reader = feed.open(lastEventId, signal)
  const next = async () => (await reader.next()).value as string | undefined
  expect(await next()).toBe('retry: 2000\n\n')
  return { reader, next }
}

function idOf(text: string | undefined): string {
  return /^id: (.+)$/m.exec(text ?? '')?.[1] ?? ''
}

it('listens to nothing while nobody looks, and for a minute after the last one has gone', async () => {
  const { clock, feed, count } = setUp()
  expect(count()).toBe(0)
  const { reader } = await open(feed)
  expect(count()).toBeGreaterThan(4)
  await reader.return(undefined)
  expect(count()).toBeGreaterThan(4)
  clock.advance(60_000)
  expect(count()).toBe(0)
  feed.close()
  expect(clock.pending).toBe(0)
})

it('begins with the counters', async () => {
  const { feed } = setUp()
  const { next } = await open(feed)
  expect(await next()).toMatch(
    /^id: \w+-0\nevent: counters\ndata: {"rpm_now":0,"in_flight":0,"log_queue":3,"log_spilled":4,"log_dropped":5}\n\n$/,
  )
})

it('tells of requests as they go', async () => {
  const { feed, end } = setUp()
  const { next } = await open(feed)
  await next()
  end('r1')
  expect(await next()).toMatch(/event: request\ndata: {"phase":"end","request_id":"r1",.*}\n\n$/)
})

it('tells of log rows once they are stored, with their ids, the older ones left out', async () => {
  const { clock, store, feed } = setUp()
  await store.logs.append([sampleEntry({ requestId: 'old' })])
  const { next } = await open(feed)
  await next()
  clock.advance(500)
  await setImmediate()
  await store.logs.append([sampleEntry({ requestId: 'a' }), sampleEntry({ requestId: 'b' })])
  clock.advance(500)
  const text = (await next()) ?? ''
  const rows = [...text.matchAll(/^data: (.*)$/gm)].map(([, json = '']) => JSON.parse(json))
  expect(rows).toMatchObject([
    { id: 2, request_id: 'a' },
    { id: 3, request_id: 'b' },
  ])
})

it('goes on where a reader broke off', async () => {
  const { feed, end } = setUp()
  const first = await open(feed)
  await first.next()
  end('r1')
  const seen = idOf(await first.next())
  await first.reader.return(undefined)
  end('r2')
  end('r3')
  const { next } = await open(feed, seen)
  expect(await next()).toContain('event: counters')
  const text = await next()
  expect(text?.match(/"request_id":"\w+"/g)).toEqual(['"request_id":"r2"', '"request_id":"r3"'])
})

it.each(['other-5', 'nonsense', '', 'm1-99999999'])('begins anew after the id %j', async (id) => {
  const { feed } = setUp()
  const { next } = await open(feed, id)
  expect(await next()).toContain('event: reset')
  expect(await next()).toContain('event: counters')
})

it('begins anew for a reader that was away for too long', async () => {
  const { clock, feed, end } = setUp()
  const first = await open(feed)
  await first.next()
  end('r1')
  const seen = idOf(await first.next())
  await first.reader.return(undefined)
  clock.advance(60_000)
  const { next } = await open(feed, seen)
  expect(await next()).toContain('event: reset')
})

it('lets go of a reader that is too slow', async () => {
  const { clock, store, feed } = setUp()
  const { reader, next } = await open(feed)
  await next()
  for (let n = 0; n < 2_001; n++)
    await store.channels.create({ name: `${n}`, url: '', keys: [], models: [] })
  expect(await reader.next()).toEqual({ done: true, value: undefined })
  expect(clock.pending).toBeGreaterThan(0)
})

it('is never silent for more than five seconds', async () => {
  const { clock, feed } = setUp()
  const { next } = await open(feed)
  await next()
  for (let n = 0; n < 3; n++) {
    const text = next()
    await setImmediate()
    clock.advance(5_000)
    expect(await text).toContain('event: counters')
    await setImmediate()
  }
})

it('asks readers to come again after half an hour, and to be let in again', async () => {
  const { clock, feed } = setUp()
  const { reader } = await open(feed)
  await reader.next()
  clock.advance(30 * 60_000)
  expect((await reader.next()).done).toBe(true)
})

it('shows no more requests than anybody can follow', async () => {
  const { feed, end } = setUp()
  const { next } = await open(feed)
  await next()
  for (let n = 0; n < 1_000; n++) end(`r${n}`)
  expect((await next())?.match(/event: request/g)).toHaveLength(200)
})

it('ends with the server, and with the reader', async () => {
  const { clock, feed, count } = setUp()
  const gone = new AbortController()
  const left = await open(feed, undefined, gone.signal)
  await left.next()
  const leaving = left.reader.next()
  gone.abort()
  expect(await leaving).toEqual({ done: true, value: undefined })
  const { reader, next } = await open(feed)
  await next()
  const waiting = reader.next()
  feed.close()
  expect(await waiting).toEqual({ done: true, value: undefined })
  clock.advance(0)
  expect([count(), clock.pending]).toEqual([0, 0])
})
