import { expect, it } from 'vitest'
import { whileCounting } from './while-counting.js'

/** All that is yielded, and what is returned in the end. */
async function collect<Told, Result>(steps: AsyncGenerator<Told, Result>) {
  const told: Told[] = []
  for (;;) {
    const { done, value } = await steps.next()
    if (done) return { told, result: value }
    told.push(value)
  }
}

it('yields what is told while the work goes on, and returns what came of it', async () => {
  const steps = whileCounting<number, string>(async (tell) => {
    for (let i = 1; i <= 3; i += 1) {
      tell(i)
      await new Promise(setImmediate)
    }
    return 'done'
  })
  expect(await collect(steps)).toEqual({ told: [1, 2, 3], result: 'done' })
})

it('yields only the newest of what is told at once', async () => {
  const steps = whileCounting<number, string>(async (tell) => {
    for (let i = 1; i <= 1_000; i += 1) tell(i)
    return 'done'
  })
  expect(await collect(steps)).toEqual({ told: [1_000], result: 'done' })
})

it('rejects as the work does, and keeps nobody waiting who has left', async () => {
  const fails = async () => {
    throw new Error('no')
  }
  await expect(collect(whileCounting(fails))).rejects.toThrow('no')
  const left = whileCounting<number, void>(async (tell) => {
    tell(1)
    await new Promise(setImmediate)
    throw new Error('nobody hears of it')
  })
  expect((await left.next()).value).toBe(1)
  await left.return()
  await new Promise(setImmediate)
})
