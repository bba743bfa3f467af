import { expect, it } from 'vitest'
import type { LogEntry } from '../domain/log-entry.js'
import { bareEntry, sampleEntry } from '../testing/store-contract-samples.js'
import { toStorableEntry } from './storable-entry.js'

it('leaves a good entry as it is', () => {
  expect(toStorableEntry(sampleEntry())).toEqual(sampleEntry())
  expect(toStorableEntry(bareEntry())).toEqual(bareEntry())
})

it('makes something storable of an entry that has nothing', () => {
  const empty = {} as LogEntry
  expect(toStorableEntry(empty)).toEqual({
    ...bareEntry(),
    requestId: '',
    attempt: 0,
    time: 0,
    model: '',
    statusCode: 0,
    outcome: 'answer',
    streaming: false,
    queueMs: 0,
    durationMs: 0,
    requestBytes: 0,
    responseBytes: 0,
  })
})

it('makes something storable of what an entry should not have', () => {
  const odd: object = {
    ...sampleEntry(),
    time: -5,
    queueMs: -1,
    durationMs: 1.5,
    statusCode: Number.NaN,
    message: 'a\0b',
    tokenName: 7,
    outcome: 'of another version',
    usage: { inputTokens: '3', outputTokens: 2.4, webSearches: -1 },
  }
  expect(toStorableEntry(odd as LogEntry)).toEqual({
    ...sampleEntry(),
    time: 0,
    queueMs: 0,
    durationMs: 2,
    statusCode: 0,
    message: 'a\uFFFDb',
    tokenName: null,
    outcome: 'answer',
    usage: {
      inputTokens: 0,
      outputTokens: 2,
      cacheReadTokens: 0,
      cacheWrite5mTokens: 0,
      cacheWrite1hTokens: 0,
    },
  })
})
