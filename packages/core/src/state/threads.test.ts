import { expect, it } from 'vitest'
import { createThreads, type ThreadPlace } from './threads.js'

const place = (channelId: number): ThreadPlace => ({
  home: { channelId, keyId: channelId * 10 },
  conversation: 'c',
})

it('knows a message from the moment on that it has an id', () => {
  const threads = createThreads()
  const answer: { messageId: string | null } = { messageId: null }
  const end = threads.watch(answer, place(1))
  expect(threads.find('msg_1')).toBeUndefined()
  answer.messageId = 'msg_1'
  expect(threads.find('msg_1')).toEqual(place(1))
  end()
  expect(threads.find('msg_1')).toEqual(place(1))
})

it('keeps nothing of an answer without an id', () => {
  const threads = createThreads()
  threads.watch({ messageId: null }, place(1))()
  expect(threads.find('')).toBeUndefined()
})

it('is bounded: the messages longest unused are forgotten', () => {
  const threads = createThreads(10)
  const ids = Array.from({ length: 100 }, (_, at) => `msg_${at}`)
  for (const messageId of ids) threads.watch({ messageId }, place(1))()
  const known = ids.filter((id) => threads.find(id) !== undefined)
  expect(known.length).toBeLessThanOrEqual(20)
  expect(known.at(-1)).toBe('msg_99')
})
