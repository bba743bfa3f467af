import { describe, expect, it } from 'vitest'
import { createRoutingState } from './routing-state.js'
import { createSelector } from './select/create-selector.js'
import { createFakeClock } from './testing/fake-clock.js'

const request = { model: 'claude-test-1', session: null, endpoint: 'messages' } as const

function draft(name: string) {
  return { name, url: `https://${name}.example`, keys: [{ secret: name }], models: ['*'] }
}

function setUp() {
  const clock = createFakeClock()
  const state = createRoutingState({
    channels: [draft('one'), draft('two')],
    settings: { jitter: 0 },
    clock,
    random: () => 0,
  })
  const select = createSelector({ strategy: 'round-robin' })
  const plan = () => select(request, state, clock.now())
  return { clock, state, plan, names: () => [...plan()].map(({ channel }) => channel.name) }
}

describe('a routing state of one’s own', () => {
  it('passes a failed candidate over until its rest is over', () => {
    const { clock, state, plan, names } = setUp()
    for (const candidate of plan()) {
      const attempt = state.begin(candidate, request)
      const isFirst = candidate.channel.name === 'one'
      const verdict = attempt.end(
        isFirst
          ? { kind: 'network', fault: 'refused', message: 'refused' }
          : { kind: 'relayed', status: 200 },
      )
      expect(verdict.action).toBe(isFirst ? 'next' : 'relay')
      if (!isFirst) break
    }
    expect(state.cooldowns()).toMatchObject([{ channelId: 1, durationMs: 1_000 }])
    expect(names()).toEqual(['two'])
    clock.advance(1_000)
    expect(names().sort()).toEqual(['one', 'two'])
  })

  it('counts an attempt once, however often it is ended', () => {
    const { state, plan } = setUp()
    const [candidate] = plan()
    if (candidate === undefined) throw new Error('no candidate')
    const attempt = state.begin(candidate, request)
    state.begin(candidate, request)
    attempt.end({ kind: 'aborted' })
    attempt.end({ kind: 'aborted' })
    expect(state.inFlight(candidate.channel.id)).toBe(1)
  })

  it('ends cooldowns on demand and keeps those of channels that stay', () => {
    const { state, plan } = setUp()
    for (const candidate of plan()) {
      state.begin(candidate, request).end({ kind: 'network', fault: 'refused', message: 'refused' })
    }
    state.use(state.channels().slice(0, 1))
    expect(state.cooldowns().map(({ channelId }) => channelId)).toEqual([1])
    expect(state.clear()).toBe(1)
    expect(state.cooldowns()).toEqual([])
  })
})
