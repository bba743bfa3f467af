import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createLiveFeed, type LiveEvent } from './live-feed.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

class FakeSource extends EventTarget {
  readyState = 0
  isClosed = false
  close() {
    this.isClosed = true
  }
  send(type: string, data: unknown) {
    this.dispatchEvent(new MessageEvent(type, { data: JSON.stringify(data) }))
  }
  fail(readyState: number) {
    this.readyState = readyState
    this.dispatchEvent(new Event('error'))
  }
}

function setUp() {
  const sources: FakeSource[] = []
  const feed = createLiveFeed({
    url: '/events',
    open: () => {
      const source = new FakeSource()
      sources.push(source)
      return source
    },
  })
  const latest = () => sources.at(-1) as FakeSource
  return { feed, sources, latest }
}

it('hands events to whoever listens, and counters to whoever looks', () => {
  const { feed, latest } = setUp()
  const events: LiveEvent[] = []
  feed.listen((event) => events.push(event))
  feed.start()
  latest().dispatchEvent(new Event('open'))
  expect(feed.snapshot()).toEqual({ state: 'live', counters: null })
  latest().send('cooldown', { channel_id: 3 })
  latest().send('counters', { rpm_now: 7 })
  expect(events[0]).toEqual({ type: 'cooldown', data: { channel_id: 3 } })
  expect(feed.snapshot().counters).toEqual({ rpm_now: 7 })
})

it('leaves a broken connection to the browser, and says that it is offline', () => {
  const { feed, sources, latest } = setUp()
  feed.start()
  latest().fail(0)
  expect(feed.snapshot().state).toBe('offline')
  expect(latest().isClosed).toBe(false)
  expect(sources).toHaveLength(1)
})

it('asks again later where it was refused for good', () => {
  const { feed, sources, latest } = setUp()
  feed.start()
  latest().fail(2)
  expect(feed.snapshot().state).toBe('unavailable')
  vi.advanceTimersByTime(30_000)
  expect(sources).toHaveLength(2)
})

it('gives the connection back while nobody looks, and takes it up again', () => {
  const { feed, sources, latest } = setUp()
  feed.start()
  const [first] = sources
  feed.pause()
  vi.advanceTimersByTime(30_000)
  feed.resume()
  vi.advanceTimersByTime(60_000)
  expect(first?.isClosed).toBe(false)
  feed.pause()
  vi.advanceTimersByTime(60_000)
  expect(first?.isClosed).toBe(true)
  feed.resume()
  expect(sources).toHaveLength(2)
  feed.stop()
  expect(latest().isClosed).toBe(true)
})
