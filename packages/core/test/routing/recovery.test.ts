import { expect, test } from 'vitest'
import { createRig, draft, failure, type Open, type Rig } from './virtual.js'

/** Begins attempts until there are no more to be had, as far as they go to the channel. */
function fill(rig: Rig, name: string): Open[] {
  const open: Open[] = []
  for (let tries = 0; tries < 200; tries += 1) {
    const attempt = rig.begin()
    if (attempt === undefined) break
    if (attempt.name === name) open.push(attempt)
    else attempt.end({ action: 'relay' })
  }
  return open
}

async function cooledRig(names: readonly string[]): Promise<Rig> {
  const rig = await createRig(names.map((name) => draft(name)))
  rig.begin()?.end(failure())
  return rig
}

test('while all cool, the one due soonest is tried, one request at a time', async () => {
  const rig = await createRig([draft('a'), draft('b')])
  rig.begin()?.end(failure('channel', 'malformed', rig.clock.now() + 60_000))
  rig.begin()?.end(failure())
  const lone = rig.begin()
  expect(lone?.name).toBe('b')
  expect(rig.begin()).toBeUndefined()
  rig.clock.advance(10)
  lone?.end(failure())
  expect(rig.begin()?.name).toBe('b')
})

test('a lone channel is never blacked out by its own cooldown', async () => {
  const rig = await cooledRig(['a'])
  expect(rig.run()).toEqual(['a'])
  expect(rig.run()).toEqual(['a'])
})

test('after a cooldown one probe goes through, and the rest go elsewhere', async () => {
  const rig = await cooledRig(['a', 'b'])
  rig.clock.advance(1_000)
  expect(fill(rig, 'a')).toHaveLength(1)
})

test('as answers begin, twice as many may go each time, until all may', async () => {
  const rig = await cooledRig(['a', 'b'])
  rig.clock.advance(1_000)
  const sizes: number[] = []
  for (let rounds = 0; rounds < 7; rounds += 1) {
    const open = fill(rig, 'a')
    sizes.push(open.length)
    for (const attempt of open) {
      attempt.answered()
      attempt.end()
    }
  }
  expect(sizes).toEqual([1, 2, 4, 8, 16, 32, 100])
})

test('an answer that has begun lets others go although it has not ended', async () => {
  const rig = await cooledRig(['a', 'b'])
  rig.clock.advance(1_000)
  const [probe] = fill(rig, 'a')
  probe?.answered()
  expect(fill(rig, 'a')).toHaveLength(1)
})

test('a failure on the way back starts it anew, with a longer cooldown', async () => {
  const rig = await cooledRig(['a', 'b'])
  rig.clock.advance(1_000)
  const [probe] = fill(rig, 'a')
  probe?.answered()
  const [second] = fill(rig, 'a')
  rig.clock.advance(100)
  second?.end(failure())
  const now = rig.clock.now()
  expect(rig.routing.cooldowns.list(now)).toMatchObject([{ until: now + 2_000 }])
  rig.clock.advance(2_000)
  expect(fill(rig, 'a')).toHaveLength(1)
})

test('an answer that breaks off each time climbs the ladder although it begins well', async () => {
  const rig = await createRig([draft('a')])
  const lengths: number[] = []
  for (let cuts = 0; cuts < 4; cuts += 1) {
    const attempt = rig.begin()
    attempt?.answered()
    rig.clock.advance(50)
    attempt?.end({ action: 'relay', cool: { scope: 'model', cause: 'connection' } })
    const [cooldown] = rig.routing.cooldowns.list(rig.clock.now())
    lengths.push(cooldown?.durationMs ?? 0)
    rig.clock.advance(cooldown?.durationMs ?? 0)
  }
  expect(lengths).toEqual([1_000, 2_000, 4_000, 8_000])
})

test('a probe that is silent does not keep everyone waiting for its deadline', async () => {
  const rig = await cooledRig(['a'])
  rig.clock.advance(1_000)
  rig.begin()
  expect(rig.begin()).toBeUndefined()
  rig.clock.advance(5_000)
  expect(rig.begin()?.name).toBe('a')
  expect(rig.begin()).toBeUndefined()
})

test('half a minute after the first answer the way back is over, however little traffic', async () => {
  const rig = await cooledRig(['a', 'b'])
  rig.clock.advance(1_000)
  for (const attempt of fill(rig, 'a')) attempt.answered()
  rig.clock.advance(30_000)
  expect(fill(rig, 'a')).toHaveLength(100)
})

test('long streams from before the failure do not stand in the way back', async () => {
  const rig = await createRig([draft('a')])
  const streams = Array.from({ length: 10 }, () => rig.begin())
  rig.clock.advance(10)
  streams[0]?.end(failure('model', 'overloaded'))
  rig.clock.advance(1_000)
  expect(fill(rig, 'a')).toHaveLength(1)
  for (const stream of streams.slice(1)) stream?.end()
  expect(rig.begin()).toBeUndefined()
})

test('when to ask again: the earliest end, a second where a probe is under way', async () => {
  const rig = await createRig([draft('a'), draft('b')])
  const { dueAt } = rig.routing
  const model = 'claude-sonnet-4-5'
  expect(dueAt(model, rig.clock.now())).toBeUndefined()
  rig.begin()?.end(failure('channel', 'malformed', rig.clock.now() + 60_000))
  expect(dueAt(model, rig.clock.now())).toBeUndefined()
  rig.begin()?.end(failure('channel', 'malformed', rig.clock.now() + 5_000))
  const end = rig.clock.now() + 5_000
  expect(dueAt(model, rig.clock.now())).toBe(end)
  rig.clock.advance(5_000)
  expect(dueAt(model, rig.clock.now())).toBeUndefined()
  rig.begin()
  expect(dueAt(model, rig.clock.now())).toBe(end + 1_000)
})

test('a backup that failed once and was not needed since takes everyone at once', async () => {
  const rig = await createRig([draft('main', { priority: 1 }), draft('backup')])
  rig.run(() => failure())
  rig.routing.cooldowns.clear(1)
  rig.clock.advance(15 * 60_000)
  rig.begin()?.end(failure())
  expect(fill(rig, 'backup')).toHaveLength(200)
})
