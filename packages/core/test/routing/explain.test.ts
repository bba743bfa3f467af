import { expect, test } from 'vitest'
import { createSelector } from '../../src/select/create-selector.js'
import { explain } from '../../src/select/explain.js'
import { roundRobin } from '../../src/select/round-robin.js'
import { createRig, draft, failure, type Rig, request } from './virtual.js'

function explained(rig: Rig, overrides: Parameters<typeof request>[0] = {}) {
  return explain(request(overrides), rig.routing.state, rig.clock.now(), roundRobin)
}

function lines(rig: Rig): string[] {
  return explained(rig).map(({ name, position, reason }) => `${position ?? '-'} ${name} ${reason}`)
}

test('tells of every channel why it is in or out, those in by their order', async () => {
  const rig = await createRig([
    draft('low', { priority: -1 }),
    draft('off', { enabled: false }),
    draft('other', { models: ['gpt-*'] }),
    draft('keyless', { keys: [{ secret: 'x', enabled: false }] }),
    draft('a'),
    draft('b'),
  ])
  rig.run()
  expect(lines(rig)).toEqual([
    '1 b ready',
    '2 a ready',
    '3 low ready',
    '- off disabled',
    '- other model-not-served',
    '- keyless no-key',
  ])
})

test('tells what cools, until when, and why', async () => {
  const rig = await createRig([draft('a'), draft('b')])
  rig.begin()?.end(failure('channel', 'malformed'))
  const [, cooling] = explained(rig)
  expect(cooling).toMatchObject({
    name: 'a',
    position: null,
    reason: 'cooling',
    until: rig.clock.now() + 1_000,
    keys: [{ cooldown: { scope: 'channel', cause: 'malformed' } }],
  })
})

test('tells which channel is tried although it cools', async () => {
  const rig = await createRig([draft('a'), draft('b')])
  rig.begin()?.end(failure('channel', 'malformed', rig.clock.now() + 60_000))
  rig.begin()?.end(failure())
  expect(lines(rig)).toEqual(['1 b due-soonest', '- a cooling'])
})

test('tells that a probe is under way', async () => {
  const rig = await createRig([draft('a'), draft('b')])
  rig.begin()?.end(failure())
  rig.clock.advance(1_000)
  rig.begin()?.end()
  expect(rig.begin()?.name).toBe('a')
  expect(lines(rig)).toEqual(['1 b ready', '- a recovering'])
})

test('shows all keys of a channel, each in its place', async () => {
  const keys = [{ secret: 'one' }, { secret: 'two', enabled: false }, { secret: 'three' }]
  const rig = await createRig([draft('a', { keys }), draft('b')])
  rig.begin()?.end(failure('key', 'credential'))
  const { keys: shown } = explained(rig).find(({ name }) => name === 'a') ?? {}
  expect(shown?.map(({ position, reason }) => [position, reason])).toEqual([
    [null, 'cooling'],
    [null, 'disabled'],
    [2, 'ready'],
  ])
})

test("tells the upstream's name for the model", async () => {
  const rig = await createRig([
    draft('a', { aliases: { 'claude-sonnet-4-5': 'vendor/sonnet' } }),
    draft('b', { models: ['gpt-*'] }),
  ])
  expect(explained(rig).map(({ model }) => model)).toEqual(['vendor/sonnet', null])
})

test('tells that a selector of your own passes a channel over', async () => {
  const rig = await createRig([draft('a'), draft('b')])
  const onlyFirst = explain(request(), rig.routing.state, rig.clock.now(), (of, state) =>
    (state.groups(of.model)[0]?.members[0]?.candidates ?? []).slice(0, 1),
  )
  expect(onlyFirst.map(({ reason }) => reason)).toEqual(['ready', 'passed-over'])
})

test.each(['affinity', 'round-robin', 'weighted'] as const)(
  '%s: what is explained is what is then tried, and explaining changes nothing',
  async (strategy) => {
    const selector = createSelector({ strategy })
    const keys = [{ secret: 'one' }, { secret: 'two' }]
    const drafts = ['a', 'b', 'c', 'd'].map((name, at) => draft(name, { keys, weight: at + 1 }))
    const rig = await createRig(drafts, { selector })
    for (let turns = 0; turns < 20; turns += 1) {
      const of = request({ session: turns % 3 === 0 ? 'mine' : null })
      const explain1 = explain(of, rig.routing.state, rig.clock.now(), selector)
      expect(explain(of, rig.routing.state, rig.clock.now(), selector)).toEqual(explain1)
      expect(rig.run(undefined, of)).toEqual([explain1[0]?.name])
    }
    const of = request()
    const order = explain(of, rig.routing.state, rig.clock.now(), selector)
    const names = rig.run(() => failure('key', 'credential'), of)
    expect([...new Set(names)]).toEqual(order.map(({ name }) => name))
  },
)
