import { afterAll, afterEach } from 'vitest'
import {
  type CcloadProxy,
  type ChannelDraft,
  createMemoryStore,
  createProxy,
  type LogEntry,
  type ProxyOptions,
} from '../../src/index.js'
import {
  type AdapterMount,
  createFakeAnthropic,
  createFakeClock,
  type FakeAnthropic,
  type FakeClock,
  type MountAdapter,
} from '../../src/testing.js'

/** A proxy, mounted in a host before upstreams on real sockets, its clock in the test's hand. */
export interface FuzzBench {
  readonly url: string
  readonly proxy: CcloadProxy
  readonly clock: FakeClock
  readonly upstreams: readonly FakeAnthropic[]
  /** Everything recorded so far. */
  entries(): Promise<readonly LogEntry[]>
  /** Takes it down, as after the test; safe to call twice. */
  close(): Promise<void>
}

/** What a test may vary. */
export interface FuzzOptions extends Partial<ProxyOptions> {
  /** What differs from a default channel, one entry per upstream. */
  readonly channels?: readonly Partial<ChannelDraft>[]
}

/** The one model that the channels serve. */
export const MODEL = 'claude-sonnet-4-5'
/** Body of a message request. */
export const MESSAGE = `{"model":"${MODEL}","max_tokens":16,"messages":[]}`
/** Body of a request for a stream. */
export const STREAM = `{"model":"${MODEL}","max_tokens":16,"stream":true,"messages":[]}`

const open: FuzzBench[] = []
afterEach(async () => {
  for (const bench of open.splice(0)) await bench.close()
})

const kept: FuzzBench[] = []
afterAll(async () => {
  for (const bench of kept.splice(0)) await bench.close()
})

/** Starts a bench; it is closed after the test. */
export async function startBench(mount: MountAdapter, options?: FuzzOptions): Promise<FuzzBench> {
  const bench = await createBench(mount, options)
  open.push(bench)
  return bench
}

/** Starts a bench for all tests of a file. */
export async function keepBench(mount: MountAdapter, options?: FuzzOptions): Promise<FuzzBench> {
  const bench = await createBench(mount, options)
  kept.push(bench)
  return bench
}

async function createBench(mount: MountAdapter, options: FuzzOptions = {}): Promise<FuzzBench> {
  const { channels = [{}], ...overrides } = options
  const upstreams: FakeAnthropic[] = []
  const drafts: ChannelDraft[] = []
  for (const [position, channel] of channels.entries()) {
    const name = `channel-${position + 1}`
    const upstream = await createFakeAnthropic({ name })
    upstreams.push(upstream)
    const keys = [{ secret: `sk-upstream-${position + 1}` }]
    drafts.push({ name, url: upstream.url, keys, models: [MODEL], ...channel })
  }
  const clock = createFakeClock()
  const memory = createMemoryStore({ channels: drafts })
  const entries: LogEntry[] = []
  const append = async (added: readonly LogEntry[]) => void entries.push(...added)
  const store = { ...memory, logs: { ...memory.logs, append } }
  const proxy = createProxy({ store, clock, random: () => 0.5, ...overrides })
  const mounted: AdapterMount = await mount(proxy)
  let closed: Promise<void> | undefined
  return {
    url: mounted.url,
    proxy,
    clock,
    upstreams,
    async entries() {
      await proxy.logs.flush()
      return entries
    },
    close() {
      closed ??= (async () => {
        await mounted.close()
        await proxy.close()
        for (const upstream of upstreams) await upstream.close()
      })()
      return closed
    },
  }
}
