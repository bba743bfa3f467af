import { expect, test } from 'vitest'
import { createRig, draft, failure, type Rig } from './virtual.js'

const THREE_KEYS = [{ secret: 'one' }, { secret: 'two' }, { secret: 'three' }]

function secrets(rig: Rig, count: number, model?: string): string[] {
  const overrides = model === undefined ? {} : { model }
  return Array.from({ length: count }, () => {
    const attempt = rig.begin(overrides)
    attempt?.end()
    return attempt?.candidate.key.secret.reveal() ?? ''
  })
}

test('keys take turns within their channel', async () => {
  const rig = await createRig([draft('a', { keys: THREE_KEYS })])
  expect(secrets(rig, 6)).toEqual(['one', 'two', 'three', 'one', 'two', 'three'])
})

test('the turn is shared by all models of the channel', async () => {
  const rig = await createRig([draft('a', { keys: THREE_KEYS })])
  expect([...secrets(rig, 1, 'claude-x'), ...secrets(rig, 1, 'claude-y')]).toEqual(['one', 'two'])
})

test('sequential: the first that is ready', async () => {
  const rig = await createRig([draft('a', { keys: THREE_KEYS, keyStrategy: 'sequential' })])
  expect(secrets(rig, 3)).toEqual(['one', 'one', 'one'])
  rig.begin()?.end(failure('key', 'quota', rig.clock.now() + 60_000))
  expect(secrets(rig, 3)).toEqual(['two', 'two', 'two'])
  rig.clock.advance(60_000)
  expect(secrets(rig, 1)).toEqual(['one'])
})

test('a key that cools is passed over', async () => {
  const rig = await createRig([draft('a', { keys: THREE_KEYS })])
  rig.begin()?.end(failure('key', 'rate-limit', rig.clock.now() + 60_000))
  expect(secrets(rig, 4)).toEqual(['two', 'three', 'two', 'three'])
})

test('a disabled key is never used', async () => {
  const keys = [{ secret: 'one', enabled: false }, { secret: 'two' }]
  const rig = await createRig([draft('a', { keys })])
  expect(secrets(rig, 3)).toEqual(['two', 'two', 'two'])
})

test('a key that is removed passes its turn to the one after it', async () => {
  const rig = await createRig([draft('a', { keys: THREE_KEYS })])
  expect(secrets(rig, 1)).toEqual(['one'])
  const channel = await rig.store.channels.get(1)
  const keys = (channel?.keys ?? []).filter(({ secret }) => secret.reveal() !== 'one')
  await rig.store.channels.update(1, { keys })
  await rig.routing.refresh()
  expect(secrets(rig, 3)).toEqual(['two', 'three', 'two'])
})
