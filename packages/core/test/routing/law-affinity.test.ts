import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createWorld, planOf, START, toChannel } from './world.js'

const SESSIONS = Array.from({ length: 2_000 }, (_, at) => `session-${at}`)

/** Where each session lives, in a process of its own with these channels. */
function homes(ids: readonly number[], sessions: readonly string[]): (number | undefined)[] {
  const { state, selector } = createWorld(
    ids.map((id) => toChannel(id)),
    'affinity',
  )
  return sessions.map((session) => {
    const request = { model: 'claude-a', endpoint: 'messages' as const, session }
    return planOf(selector, state, request, START).next().value?.channel.id
  })
}

const channelIds = fc.uniqueArray(fc.integer({ min: 1, max: 100_000 }), {
  minLength: 2,
  maxLength: 20,
})

test('a member that leaves moves its own sessions only, at most 1/n + 5 % of all', () => {
  const property = fc.property(channelIds, fc.nat(19), (ids, at) => {
    const gone = ids[at % ids.length]
    const before = homes(ids, SESSIONS)
    const after = homes(
      ids.filter((id) => id !== gone),
      SESSIONS,
    )
    let moved = 0
    before.forEach((home, session) => {
      if (home === gone) moved += 1
      else expect(after[session]).toBe(home)
    })
    expect(moved / SESSIONS.length).toBeLessThanOrEqual(1 / ids.length + 0.05)
  })
  fc.assert(property, { numRuns: 60 })
})

test('a member that joins takes sessions to itself only, at most 1/n + 5 % of all', () => {
  const property = fc.property(channelIds, (ids) => {
    const [joining, ...others] = ids
    const before = homes(others, SESSIONS)
    const after = homes(ids, SESSIONS)
    let moved = 0
    before.forEach((home, session) => {
      if (after[session] === home) return
      moved += 1
      expect(after[session]).toBe(joining)
    })
    expect(moved / SESSIONS.length).toBeLessThanOrEqual(1 / ids.length + 0.05)
  })
  fc.assert(property, { numRuns: 60 })
})

test('the same session gets the same member in every process, whatever order it learnt them in', () => {
  const property = fc.property(
    channelIds,
    fc.array(fc.string(), { minLength: 1 }),
    (ids, names) => {
      expect(homes([...ids].reverse(), names)).toEqual(homes(ids, names))
    },
  )
  fc.assert(property, { numRuns: 1_000 })
})
