import { afterEach, expect, test } from 'vitest'
import type { ClientToken } from '../domain/client-token.js'
import { TOKEN_DEFAULTS } from '../domain/client-token.js'
import { silentLogger } from '../ports/logger.js'
import type { DemandOfOthers, TokenDemand, TokenShareStore } from '../ports/token-share-store.js'
import { createFakeClock, type FakeClock } from '../testing/fake-clock.js'
import { createTokenLimiter } from './token-limits.js'
import { createTokenShares } from './token-shares.js'

const LIMIT = 600

/** What processes tell each other, as the database adds it up. */
function createShareStore(clock: FakeClock): TokenShareStore & { isAway: boolean } {
  const rows = new Map<string, TokenDemand & { process: string; seenAt: number }>()
  return {
    isAway: false,
    async exchange(process, own, maxAgeMs) {
      if (this.isAway) throw new Error('away')
      const now = clock.now()
      for (const one of own) rows.set(`${one.tokenId} ${process}`, { ...one, process, seenAt: now })
      return own.flatMap(({ tokenId }): DemandOfOthers[] => {
        const others = [...rows.values()].filter(
          (row) => row.tokenId === tokenId && row.process !== process && now - row.seenAt < 60_000,
        )
        if (others.length === 0) return []
        const fresh = others.filter(({ seenAt }) => now - seenAt < maxAgeMs)
        const sum = (list: typeof others, of: (row: (typeof others)[0]) => number) =>
          list.reduce((total, row) => total + of(row), 0)
        return [
          {
            tokenId,
            processes: fresh.length,
            demand: sum(fresh, ({ demand }) => demand),
            inFlight: sum(fresh, ({ inFlight }) => inFlight),
            used: Math.floor(
              sum(others, ({ used, seenAt }) => (used * (60_000 - now + seenAt)) / 60_000),
            ),
          },
        ]
      })
    },
    async leave(process) {
      for (const [place, row] of rows) if (row.process === process) rows.delete(place)
    },
  }
}

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const settle = () => new Promise((resolve) => setImmediate(resolve))

async function createProcess(store: TokenShareStore, clock: FakeClock, name: string) {
  const usage = {
    add: () => {},
    of: (tokenId: number) => ({
      tokenId,
      requestsToday: 0,
      costTodayMicroUsd: 0,
      costMonthMicroUsd: 0,
    }),
  }
  const shares = createTokenShares({
    store,
    process: name,
    stateOf: (id, now) => ({ used: limiter.used(id, now), inFlight: limiter.inFlight(id) }),
    clock,
    logger: silentLogger,
  })
  const limiter = createTokenLimiter(usage, shares)
  closing.push(shares.close)
  await settle()
  return {
    shares,
    /** Whether a request is admitted. It ends at once unless it is kept. */
    ask(limits: Partial<ClientToken['limits']>, keep = false): boolean {
      const token = { ...TOKEN_DEFAULTS, id: 1, limits: { ...TOKEN_DEFAULTS.limits, ...limits } }
      const permit = limiter.admit(token as ClientToken, 'messages', clock.now())
      if (permit.kind !== 'admitted') return false
      if (!keep) permit.release()
      return true
    },
  }
}

async function setUp(count: number) {
  const clock = createFakeClock()
  const store = createShareStore(clock)
  const processes = []
  for (let n = 0; n < count; n++) processes.push(await createProcess(store, clock, `process ${n}`))
  // They have told each other that they are there.
  clock.advance(10_000)
  await settle()
  return { clock, store, processes }
}

/** Asks each process so often per second. Returns what each admitted, by the second. */
async function load(
  { clock, processes }: Awaited<ReturnType<typeof setUp>>,
  perSecond: readonly number[],
  seconds: number,
): Promise<number[][]> {
  const admitted: number[][] = []
  for (let second = 0; second < seconds; second++) {
    const row = processes.map(() => 0)
    for (let step = 0; step < 20; step++) {
      for (const [index, process] of processes.entries()) {
        const due = Math.floor(((perSecond[index] ?? 0) * (step + 1)) / 20)
        const before = Math.floor(((perSecond[index] ?? 0) * step) / 20)
        for (let n = before; n < due; n++) {
          if (process.ask({ requestsPerMinute: LIMIT })) row[index] = (row[index] ?? 0) + 1
        }
      }
      clock.advance(50)
      await settle()
    }
    admitted.push(row)
  }
  return admitted
}

const total = (rows: readonly number[][]) => rows.flat().reduce((sum, n) => sum + n, 0)

test.each([
  ['as much of each', [20, 20, 20, 20]],
  ['much of one and little of the others', [60, 5, 2, 1]],
  ['of one alone', [40, 0, 0, 0]],
])('four processes keep to one limit over three minutes: %s', async (_, perSecond) => {
  const all = await setUp(4)
  const rows = await load(all, perSecond, 180)
  expect(total(rows)).toBeGreaterThan(3 * LIMIT * 0.98)
  expect(total(rows)).toBeLessThanOrEqual(3 * LIMIT * 1.02)
})

test('what is asked of another process takes over its part', async () => {
  const all = await setUp(2)
  await load(all, [40, 0], 90)
  const rows = await load(all, [0, 40], 180)
  const last = rows.slice(-60)
  expect(total(last)).toBeGreaterThan(LIMIT * 0.95)
  for (let from = 0; from + 60 <= rows.length; from += 10) {
    expect(total(rows.slice(from, from + 60))).toBeLessThanOrEqual(LIMIT * 1.02)
  }
})

test('whoever asks for little gets it beside one who asks for too much', async () => {
  const all = await setUp(2)
  const rows = await load(all, [60, 1], 240)
  const small = rows.slice(-120).reduce((sum, row) => sum + (row[1] ?? 0), 0)
  expect(small).toBeGreaterThan(110)
})

test('bursts are admitted as long as all of them together keep to the limit', async () => {
  const { clock, processes } = await setUp(4)
  for (let second = 0; second < 180; second++) {
    const isBurst = second % 25 === 0
    for (const process of isBurst ? processes : []) {
      const asked = Array.from({ length: 40 }, () => process.ask({ requestsPerMinute: LIMIT }))
      expect(asked.filter(Boolean), `in second ${second}`).toHaveLength(40)
    }
    clock.advance(1_000)
    await settle()
  }
})

test('a store that is away leaves the parts as they were', async () => {
  const all = await setUp(2)
  await load(all, [20, 20], 90)
  all.store.isAway = true
  const rows = await load(all, [20, 20], 120)
  expect(total(rows)).toBeLessThanOrEqual(2 * LIMIT * 1.02)
  expect(total(rows)).toBeGreaterThan(2 * LIMIT * 0.9)
})

test('requests under way are counted together', async () => {
  const { clock, processes } = await setUp(2)
  const [a, b] = processes
  const keep = () => [a, b].map((process) => process?.ask({ concurrent: 4 }, true))
  keep()
  await settle()
  for (let n = 0; n < 10; n++) {
    clock.advance(1_000)
    await settle()
    keep()
  }
  clock.advance(1_000)
  await settle()
  expect(keep()).toEqual([false, false])
})

test('one process alone has the whole limit', async () => {
  const { processes } = await setUp(1)
  const asked = Array.from({ length: 700 }, () => processes[0]?.ask({ requestsPerMinute: LIMIT }))
  expect(asked.filter(Boolean)).toHaveLength(LIMIT)
})
