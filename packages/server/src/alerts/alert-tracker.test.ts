import { expect, it } from 'vitest'
import type { Condition } from './alert.js'
import { createAlertTracker } from './alert-tracker.js'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

const bad: Condition = {
  key: 'channel:1',
  type: 'channel-down',
  subject: 'main',
  isRaised: true,
  holds: true,
  needsProof: true,
  text: 'down',
  details: {},
}
const fading = { ...bad, isRaised: false }
const good = { ...fading, holds: false }

/** What is sent at each step: its status, or nothing. */
function createSteps() {
  const tracker = createAlertTracker()
  const step = (condition: Condition | undefined, now: number) =>
    tracker.update(condition ? [condition] : [], now).map(({ status }) => status)
  return { tracker, step }
}

it('sends one alert for a cause, and one when it is over', () => {
  const { tracker, step } = createSteps()
  expect(step(good, 0)).toEqual([])
  expect(step(bad, 1)).toEqual(['firing'])
  expect(step(bad, 2 * HOUR)).toEqual([])
  expect(step(fading, 2 * HOUR + 1)).toEqual([])
  tracker.prove('channel:1')
  expect(step(good, 2 * HOUR + 2)).toEqual(['resolved'])
  expect(step(good, 2 * HOUR + 3)).toEqual([])
})

it('takes a rest that is over for no recovery until something worked', () => {
  const { tracker, step } = createSteps()
  step(bad, 0)
  expect(step(good, MINUTE)).toEqual([])
  expect(step(bad, 2 * MINUTE)).toEqual([])
  tracker.prove('channel:2')
  expect(step(good, 3 * MINUTE)).toEqual([])
  tracker.prove('channel:1')
  expect(step(good, 4 * MINUTE)).toEqual(['resolved'])
})

it('forgets a success once it is bad again', () => {
  const { tracker, step } = createSteps()
  step(bad, 0)
  tracker.prove('channel:1')
  expect(step(bad, 1)).toEqual([])
  expect(step(good, 2)).toEqual([])
})

it('takes five calm minutes for a recovery', () => {
  const { step } = createSteps()
  step(bad, 0)
  expect(step(good, MINUTE)).toEqual([])
  expect(step(good, 6 * MINUTE - 1)).toEqual([])
  expect(step(good, 6 * MINUTE)).toEqual(['resolved'])
})

it('holds an alert back for an hour after the last, and sends it then', () => {
  const { tracker, step } = createSteps()
  step(bad, 0)
  tracker.prove('channel:1')
  expect(step(good, 1)).toEqual(['resolved'])
  expect(step(bad, HOUR - 1)).toEqual([])
  expect(step(bad, HOUR)).toEqual(['firing'])
})

it('ends what is gone', () => {
  const { step } = createSteps()
  step(bad, 0)
  expect(step(undefined, 1)).toEqual(['resolved'])
})

it('wants no proof where the numbers say it', () => {
  const { step } = createSteps()
  step({ ...bad, needsProof: false }, 0)
  expect(step({ ...good, needsProof: false }, 1)).toEqual(['resolved'])
})
