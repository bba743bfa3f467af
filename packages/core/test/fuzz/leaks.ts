import { existsSync, readdirSync } from 'node:fs'
import { expect, it, onTestFinished } from 'vitest'
import type { RoutingState } from '../../src/index.js'
import { createSelector } from '../../src/select/create-selector.js'
import { createRandom } from '../../src/simulate/random.js'
import type { MountAdapter } from '../../src/testing.js'
import { askAndLeave, randomBehaviour, turns } from './abort-scenarios.js'
import { type FuzzBench, startBench } from './bench.js'

/** Requests under way at once. */
const CLIENTS = 16

/** What a stuck request gets before the clock moves on, in turns of the event loop. */
const PATIENCE = 150

/** How far it then moves on. */
const STEP_MS = 20_000

/** What has to have happened, for the test to say anything. */
const EXPECTED = [
  ...['relayed', 'rejected', 'answer', 'error-in-200', 'malformed'],
  ...['network', 'cut', 'aborted', 'timed-out'],
]

/** Defines the test: clients that leave at random moments, of upstreams that fail at random. */
export function leaks(mount: MountAdapter, requests: number, seed: number): void {
  it(`${requests} requests that end at random moments leave nothing behind`, {
    timeout: 60_000,
  }, async () => {
    const random = createRandom(seed)
    const rejections: unknown[] = []
    const onRejection = (reason: unknown) => rejections.push(reason)
    process.on('unhandledRejection', onRejection)
    onTestFinished(() => void process.off('unhandledRejection', onRejection))
    const handles = openHandles()
    let state: RoutingState | undefined
    const select = createSelector()
    const bench = await startBench(mount, {
      channels: [{}, {}, { priority: -1 }],
      // Pauses within an answer are measured by the machine's clock, all else by the test's.
      settings: { streamFirstEventTimeoutMs: 30_000, requestTimeoutMs: 90_000 },
      selector: (request, given, now) => {
        state = given
        return select(request, given, now)
      },
    })
    const attempts = countAttempts(bench)
    for (const upstream of bench.upstreams) upstream.always(() => randomBehaviour(random))

    await askAll(bench, random, requests)
    await settled(bench)
    const entries = await bench.entries()

    const outcomes = new Set(entries.map(({ outcome }) => outcome))
    for (const outcome of EXPECTED) expect(outcomes).toContain(outcome)
    expect(bench.proxy.requests.list()).toEqual([])
    expect([1, 2, 3].map((id) => state?.inFlight(id))).toEqual([0, 0, 0])
    expect(entries.filter(({ channelId }) => channelId !== null)).toHaveLength(attempts.size)
    const names = entries.map(({ requestId, attempt }) => `${requestId} ${attempt}`)
    expect(new Set(names).size).toBe(names.length)
    const last = entries.filter(({ final }) => final).map(({ requestId }) => requestId)
    expect(new Set(last).size).toBe(last.length)
    expect(new Set(entries.map(({ requestId }) => requestId)).size).toBe(last.length)
    // What is left to be written behind, not something for each request.
    expect(bench.clock.pending).toBeLessThan(6)

    await bench.proxy.close()
    expect(bench.clock.pending).toBe(0)
    const connections = () => bench.upstreams.map(({ openConnections }) => openConnections)
    for (let round = 0; Math.max(...connections()) > 0 && round < PATIENCE; round++) await turns(1)
    expect(connections()).toEqual([0, 0, 0])
    await bench.close()
    await turns(20)
    expect(openHandles()).toEqual(handles)
    expect(rejections).toEqual([])
  })
}

/** The attempts that have begun. */
function countAttempts({ proxy }: FuzzBench): ReadonlySet<string> {
  const attempts = new Set<string>()
  proxy.on('attempt-started', ({ requestId, attempt }) => attempts.add(`${requestId} ${attempt}`))
  return attempts
}

async function askAll(bench: FuzzBench, random: () => number, requests: number): Promise<void> {
  let left = requests
  let running = 0
  const work = async () => {
    while (left-- > 0) {
      running++
      // Or soon nobody would be asked.
      bench.proxy.cooldowns.clear()
      await askAndLeave(bench.url, random)
      running--
    }
  }
  const done = Promise.all(Array.from({ length: CLIENTS }, work))
  let over = false
  void done.then(() => {
    over = true
  })
  // Where all that is left hangs, only time helps.
  for (let last = left; !over; last = left) {
    await turns(PATIENCE)
    if (left === last && running > 0) bench.clock.advance(STEP_MS)
  }
  await done
}

/** Waits until the proxy has noticed that its clients are gone. */
async function settled({ proxy, clock }: FuzzBench): Promise<void> {
  for (let round = 0; proxy.requests.list().length > 0 && round < 100; round++) {
    await turns(PATIENCE)
    clock.advance(STEP_MS)
  }
}

/** Sockets and files that are open, by kind. */
function openHandles(): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const kind of process.getActiveResourcesInfo()) {
    if (kind.includes('TCP') || kind.includes('TLS')) counts[kind] = (counts[kind] ?? 0) + 1
  }
  if (existsSync('/proc/self/fd')) counts.files = readdirSync('/proc/self/fd').length
  return counts
}
