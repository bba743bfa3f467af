import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { describeProgram, isBuilt, measureNextStart, startProgram } from './start-program.js'

it.skipIf(!isBuilt)('unpacks itself once, and says its size and how long it takes', async () => {
  const { folder, startMs, stop } = await startProgram()
  expect(await stop()).toBe(0)
  expect(existsSync(join(folder, 'data/ccload.db'))).toBe(true)
  const next = await measureNextStart(folder)
  process.stdout.write(describeProgram({ 'its first start': startMs, 'the next one': next }))
})

it.skipIf(!isBuilt)('starts its workers by itself', async () => {
  const { stop } = await startProgram({ CCLOAD_WORKERS: '2' })
  expect(await stop()).toBe(0)
})
