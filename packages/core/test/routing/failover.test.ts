import { expect, test } from 'vitest'
import type { Candidate } from '../../src/domain/candidate.js'
import { createRig, draft, failure, type Rig, request } from './virtual.js'

const TWO_KEYS = [{ secret: 'one' }, { secret: 'two' }]

/** The keys tried by one request whose attempts all fail alike. */
function keysTried(rig: Rig, verdict: Parameters<Rig['run']>[0]): string[] {
  const tried: Candidate[] = []
  rig.run((candidate) => {
    tried.push(candidate)
    return verdict?.(candidate) ?? failure()
  })
  return tried.map(({ channel, key }) => `${channel.name}/${key.secret.reveal()}`)
}

test("a refused key: the channel's next key, then the next channel", async () => {
  const rig = await createRig([draft('a', { keys: TWO_KEYS }), draft('b', { keys: TWO_KEYS })])
  const tried = keysTried(rig, () => failure('key', 'credential'))
  expect(tried).toEqual(['a/one', 'a/two', 'b/one', 'b/two'])
})

test.each(['channel', 'model'] as const)('a %s that failed: the next channel', async (scope) => {
  const rig = await createRig([draft('a', { keys: TWO_KEYS }), draft('b', { keys: TWO_KEYS })])
  expect(keysTried(rig, () => failure(scope, 'server-error'))).toEqual(['a/one', 'b/one'])
})

test('a failure that cools nothing: the next channel, for its other keys would say the same', async () => {
  const rig = await createRig([draft('a', { keys: TWO_KEYS }), draft('b', { keys: TWO_KEYS })])
  expect(keysTried(rig, () => ({ action: 'next' }))).toEqual(['a/one', 'b/one'])
  expect(rig.routing.cooldowns.list(rig.clock.now())).toEqual([])
})

test('a candidate that cools because of another request is passed over from then on', async () => {
  const rig = await createRig([draft('a'), draft('b'), draft('c')])
  const plan = rig.routing.candidates(request(), rig.clock.now())[Symbol.iterator]()
  expect(plan.next().value?.channel.name).toBe('a')
  const other = rig.begin()
  expect(other?.name).toBe('a')
  rig.begin()?.end(failure())
  expect(plan.next().value?.channel.name).toBe('c')
})

test('a candidate whose cooldown is cleared in the meantime is still not tried twice', async () => {
  const rig = await createRig([draft('a', { keys: TWO_KEYS })])
  const tried = keysTried(rig, () => {
    rig.routing.cooldowns.clear()
    return failure('key', 'credential')
  })
  expect(tried).toEqual(['a/one', 'a/two'])
})

test('a better channel that has come back during a long attempt goes before a worse one', async () => {
  const rig = await createRig([
    draft('best', { priority: 2 }),
    draft('good', { priority: 1 }),
    draft('last'),
  ])
  rig.begin()?.end(failure())
  const plan = rig.routing.candidates(request(), rig.clock.now())[Symbol.iterator]()
  const good = plan.next().value as Candidate
  expect(good.channel.name).toBe('good')
  const startedAt = rig.clock.now()
  rig.routing.begin(good, startedAt)
  rig.clock.advance(60_000)
  const outcome = { kind: 'network', fault: 'first-event-timeout', message: '' } as const
  rig.routing.end(good, outcome, failure('channel', 'timeout'), startedAt, rig.clock.now())
  expect(plan.next().value?.channel.name).toBe('best')
})

test('a plan that has ended stays at its end', async () => {
  const rig = await createRig([draft('a')])
  const plan = rig.routing.candidates(request(), rig.clock.now())[Symbol.iterator]()
  plan.next()
  expect(plan.next().done).toBe(true)
  await rig.store.channels.create(draft('b'))
  await rig.routing.refresh()
  expect(plan.next().done).toBe(true)
})

test('a snapshot that is replaced does not disturb a plan under way', async () => {
  const rig = await createRig([draft('a'), draft('b'), draft('c')])
  const plan = rig.routing.candidates(request(), rig.clock.now())[Symbol.iterator]()
  const first = plan.next().value as Candidate
  rig.routing.begin(first, rig.clock.now())
  await rig.store.channels.create(draft('d'))
  await rig.routing.refresh()
  const outcome = { kind: 'aborted' } as const
  rig.routing.end(first, outcome, failure(), rig.clock.now(), rig.clock.now())
  expect(plan.next().value?.channel.name).toBe('b')
})
