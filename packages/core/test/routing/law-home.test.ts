import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { RouteRequest } from '../../src/ports/selector.js'
import {
  channelList,
  createWorld,
  fate,
  planOf,
  routeRequest,
  START,
  strategy,
  takeOff,
  toVerdictOf,
} from './world.js'

test('a thread goes home first while its account is ready, and otherwise keeps all other laws', () => {
  const past = fc.array(fc.tuple(routeRequest, fate), { maxLength: 15 })
  const home = fc.record({ channelId: fc.nat(8), keyId: fc.nat(90) })
  fc.assert(
    fc.property(
      channelList,
      strategy,
      past,
      routeRequest,
      home,
      (channels, name, steps, of, at) => {
        const { state, selector } = createWorld(channels, name)
        for (const [request, what] of steps) {
          const flight = takeOff(state, planOf(selector, state, request, START), request, START)
          if (flight !== undefined) {
            state.end(flight.candidate, toVerdictOf(what, START), START, START)
          }
        }
        const request: RouteRequest = { ...of, home: at }
        const all = state.groups(of.model).flatMap(({ members }) => members)
        const isReady = (one: (typeof all)[number]['candidates'][number]) =>
          !state.cooldown(one, START) && !state.hold(one, START)
        const ready = all.flatMap(({ candidates }) => candidates.filter(isReady))
        const atHome = ready.filter(({ channel }) => channel.id === at.channelId)
        const given = [...{ [Symbol.iterator]: () => planOf(selector, state, request, START) }]
        expect(new Set(given).size).toBe(given.length)
        for (const { channel, key } of given) expect(channel.enabled && key.enabled).toBe(true)
        const [first] = given
        if (atHome.length > 0) {
          expect(atHome).toContain(first)
          const exact = atHome.find(({ key }) => key.id === at.keyId)
          if (exact !== undefined) expect(first).toBe(exact)
        } else if (ready.length > 0) {
          expect(ready).toContain(first)
          const top = Math.max(...ready.map(({ channel }) => channel.priority))
          expect(first?.channel.priority).toBe(top)
        }
      },
    ),
    { numRuns: 2_000 },
  )
})
