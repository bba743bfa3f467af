import { expect, test } from 'vitest'
import { createAffinity } from '../../src/select/affinity.js'
import { createRig, draft, failure, type Rig, request, tally } from './virtual.js'

const selector = createAffinity()
const NAMES = ['a', 'b', 'c', 'd', 'e']

const createAffineRig = () =>
  createRig(
    NAMES.map((name) => draft(name)),
    { selector },
  )

function homeOf(rig: Rig, session: string): string {
  return rig.run(undefined, { session })[0] ?? ''
}

test('a conversation stays on its channel, whatever others do', async () => {
  const rig = await createAffineRig()
  const home = homeOf(rig, 'mine')
  for (let turns = 0; turns < 20; turns += 1) {
    homeOf(rig, `other-${turns}`)
    rig.run()
    expect(homeOf(rig, 'mine')).toBe(home)
  }
})

test('conversations are spread over the channels', async () => {
  const rig = await createAffineRig()
  const homes = Array.from({ length: 1_000 }, (_, at) => homeOf(rig, `session-${at}`))
  for (const count of Object.values(tally(homes))) expect(Math.abs(count - 200)).toBeLessThan(50)
})

test('every process agrees', async () => {
  const one = await createAffineRig()
  const other = await createAffineRig()
  for (let at = 0; at < 50; at += 1) other.run(undefined, { session: `warm-up-${at}` })
  for (let at = 0; at < 100; at += 1) {
    expect(homeOf(other, `session-${at}`)).toBe(homeOf(one, `session-${at}`))
  }
})

test('while its channel cools a conversation keeps to a second one, then comes home', async () => {
  const rig = await createAffineRig()
  const home = homeOf(rig, 'mine')
  const tried = rig.run(
    ({ channel }) => (channel.name === home ? failure() : { action: 'relay' }),
    {
      session: 'mine',
    },
  )
  expect(tried).toHaveLength(2)
  const [, second] = tried
  expect([homeOf(rig, 'mine'), homeOf(rig, 'mine')]).toEqual([second, second])
  rig.clock.advance(1_000)
  expect(homeOf(rig, 'mine')).toBe(home)
})

test('a conversation keeps its key, and another one when that cools', async () => {
  const keys = ['1', '2', '3', '4'].map((secret) => ({ secret }))
  const rig = await createRig([draft('a', { keys })], { selector })
  const keyOf = (session: string) => {
    const attempt = rig.begin({ session })
    attempt?.end()
    return attempt?.candidate.key.secret.reveal()
  }
  const first = keyOf('mine')
  expect([keyOf('mine'), keyOf('mine')]).toEqual([first, first])
  expect(new Set(Array.from({ length: 50 }, (_, at) => keyOf(`session-${at}`))).size).toBe(4)
  rig.begin({ session: 'mine' })?.end(failure('key', 'quota', rig.clock.now() + 60_000))
  const second = keyOf('mine')
  expect(second).not.toBe(first)
  expect([keyOf('mine'), keyOf('mine')]).toEqual([second, second])
})

test('sub-agents share the channel of their session until it is full', async () => {
  const rig = await createAffineRig()
  const home = homeOf(rig, 'mine')
  const open = Array.from({ length: 12 }, () => rig.begin({ session: 'mine' })?.name ?? '')
  expect(open.slice(0, 8)).toEqual(Array.from({ length: 8 }, () => home))
  expect(tally(open)[home]).toBe(8)
})

test('no channel has more than 1.25 times its share of the attempts under way', async () => {
  const rig = await createAffineRig()
  const open = Array.from({ length: 500 }, () => rig.begin({ session: 'the same' })?.name ?? '')
  const counts = Object.values(tally(open))
  expect(counts.length).toBeGreaterThanOrEqual(4)
  for (const count of counts) expect(count).toBeLessThanOrEqual(125)
})

test('requests without a session take turns, and sessions do not take theirs', async () => {
  const rig = await createAffineRig()
  const names: string[] = []
  for (let requests = 0; requests < 50; requests += 1) {
    names.push(...rig.run())
    rig.run(undefined, { session: `session-${requests}` })
    rig.run(undefined, { session: 'mine' })
  }
  expect(tally(names)).toEqual({ a: 10, b: 10, c: 10, d: 10, e: 10 })
})

test('a lower priority is no home while a higher one is ready', async () => {
  const rig = await createRig([draft('high', { priority: 1 }), draft('a'), draft('b')], {
    selector,
  })
  const homes = Array.from({ length: 100 }, (_, at) => homeOf(rig, `session-${at}`))
  expect(tally(homes)).toEqual({ high: 100 })
})

test('a turn that was asked for and not taken is not charged to the next session elsewhere', async () => {
  const rig = await createAffineRig()
  const other = { model: 'claude-other' }
  rig.run(undefined, other)
  for (let sessions = 0; sessions < 5; sessions += 1) {
    const plan = rig.routing.candidates(request(), rig.clock.now())
    expect(plan[Symbol.iterator]().next().value?.channel.name).toBe('a')
    rig.run(undefined, { ...other, session: `session-${sessions}` })
  }
  expect(rig.run(undefined, other)).toEqual(['b'])
})
