import { expect, test } from 'vitest'
import { createLeastLatency } from '../../src/select/least-latency.js'
import { createRandom } from '../../src/simulate/random.js'
import { createRig, draft, type Rig, tally } from './virtual.js'

const rigOf = (names: readonly string[]) =>
  createRig(
    names.map((name) => draft(name)),
    { selector: createLeastLatency({ random: createRandom(7) }) },
  )

/** Runs requests one after another; each channel takes its time to begin an answer. */
function runs(rig: Rig, count: number, firstEventMs: Record<string, number>): string[] {
  return Array.from({ length: count }, () => {
    const attempt = rig.begin()
    const name = attempt?.name ?? ''
    rig.clock.advance(firstEventMs[name] ?? 0)
    attempt?.answered()
    attempt?.end()
    return name
  })
}

test('the quicker channels get most', async () => {
  const rig = await rigOf(['fast', 'slow', 'slower'])
  const counts = tally(runs(rig, 300, { fast: 100, slow: 1_000, slower: 3_000 }))
  expect(counts.fast).toBeGreaterThan(180)
  expect(counts.slower).toBeLessThan(30)
})

test('a slow channel is asked again now and then, and is found out when it has mended', async () => {
  const rig = await rigOf(['fast', 'mending'])
  const before = tally(runs(rig, 2_000, { fast: 200, mending: 2_000 }))
  expect(before.mending).toBeGreaterThanOrEqual(2)
  expect(before.mending).toBeLessThan(100)
  const after = tally(runs(rig, 4_000, { fast: 200, mending: 20 }))
  expect(after.mending).toBeGreaterThan(2_000)
})

test('attempts under way count: a quick channel is not flooded', async () => {
  const rig = await rigOf(['fast', 'slow'])
  runs(rig, 50, { fast: 500, slow: 1_000 })
  const open = Array.from({ length: 30 }, () => rig.begin()?.name ?? '')
  const { fast = 0, slow = 0 } = tally(open)
  expect(fast / slow).toBeGreaterThan(1.5)
  expect(fast / slow).toBeLessThan(3)
})

test('a channel of which nothing is known is tried', async () => {
  const rig = await rigOf(['known', 'new'])
  const counts = tally(runs(rig, 4, { known: 100, new: 100 }))
  expect(counts).toEqual({ known: 2, new: 2 })
})
