import { expect, it } from 'vitest'
import { sampleEntry } from '../testing/store-contract-samples.js'
import { createMemorySessions } from './memory-sessions.js'

const ALL = { from: 0, to: 2e12, limit: 10 }

it('keeps the sessions that were added to last', async () => {
  const sessions = createMemorySessions(2)
  for (const sessionId of ['a', 'b', 'a', 'c']) sessions.add([sampleEntry({ sessionId })])
  const found = await sessions.list(ALL)
  expect(found.map(({ name, figures }) => [name, figures.entries])).toEqual([
    ['a', 2],
    ['c', 1],
  ])
})

it('gives copies, which nobody can change it by', async () => {
  const sessions = createMemorySessions(2)
  sessions.add([sampleEntry()])
  const [given] = await sessions.list(ALL)
  Object.assign(given?.figures ?? {}, { entries: 99 })
  expect((await sessions.list(ALL))[0]?.figures.entries).toBe(1)
})
