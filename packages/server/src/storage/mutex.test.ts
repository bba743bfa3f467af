import { expect, it } from 'vitest'
import { createMutex } from './mutex.js'

it('lets one in at a time, in the order of arrival', async () => {
  const mutex = createMutex()
  const order: string[] = []
  const enter = async (name: string) => {
    await mutex.lock()
    order.push(`${name} in`)
    await null
    order.push(`${name} out`)
    mutex.unlock()
    // Whoever comes back at once has to queue up like everybody else.
    if (name === 'a') await enter('a again')
  }
  await Promise.all(['a', 'b', 'c'].map(enter))
  expect(order).toEqual(['a', 'b', 'c', 'a again'].flatMap((name) => [`${name} in`, `${name} out`]))
})
