import { createFakeClock } from '@ccload/core/testing'
import { expect, it, vi } from 'vitest'
import { createWorkerPool, type WorkerProcess } from './worker-pool.js'

/** A worker that does what the test says. */
class FakeWorker implements WorkerProcess {
  readonly pid: number
  readonly ready: Promise<void>
  readonly ended: Promise<void>
  readonly stop = vi.fn(() => {})
  readonly kill = vi.fn(() => this.end())
  serve: () => void = () => {}
  end: () => void = () => {}

  constructor(pid: number) {
    this.pid = pid
    this.ended = new Promise((resolve) => {
      this.end = resolve
    })
    this.ready = new Promise((resolve, reject) => {
      this.serve = resolve
      void this.ended.then(() => reject(new Error(`worker ${pid} has ended`)))
    })
    this.ready.catch(() => {})
  }
}

function setUp(count: number) {
  const workers: FakeWorker[] = []
  const clock = createFakeClock()
  const logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() }
  const fork = () => {
    const worker = new FakeWorker(workers.length + 1)
    workers.push(worker)
    return worker
  }
  const worker = (pid: number) => workers[pid - 1] as FakeWorker
  return { pool: createWorkerPool({ count, fork, clock, logger }), workers, worker, clock, logger }
}

const settled = () => new Promise(setImmediate)

async function startServing(count: number) {
  const bench = setUp(count)
  const started = bench.pool.start()
  bench.worker(1).serve()
  await settled()
  for (const worker of bench.workers) worker.serve()
  await started
  return bench
}

it('starts the others when the first one serves', async () => {
  const { pool, workers, worker } = setUp(3)
  const started = pool.start()
  await settled()
  expect(workers).toHaveLength(1)
  worker(1).serve()
  await settled()
  expect(workers).toHaveLength(3)
  worker(2).serve()
  worker(3).serve()
  await started
})

it('gives up when the first one does not come up', async () => {
  const { pool, workers, worker } = setUp(3)
  const started = pool.start()
  worker(1).end()
  await expect(started).rejects.toThrow('worker 1 has ended')
  expect(workers).toHaveLength(1)
})

it('replaces one that ends unasked, ever later while new ones fail too', async () => {
  const { workers, worker, clock, logger } = await startServing(2)
  worker(2).end()
  await settled()
  expect(workers).toHaveLength(2)
  for (const delayMs of [500, 1_000, 2_000]) {
    expect(logger.error).toHaveBeenLastCalledWith(
      { pid: workers.length, delayMs },
      'a worker has ended unasked and will be replaced',
    )
    clock.advance(delayMs - 1)
    const before = workers.length
    clock.advance(1)
    expect(workers).toHaveLength(before + 1)
    workers.at(-1)?.end()
    await settled()
  }
})

it('begins anew after one that lived for long', async () => {
  const { worker, clock, logger } = await startServing(1)
  worker(1).end()
  await settled()
  clock.advance(500)
  worker(2).serve()
  clock.advance(60_000)
  worker(2).end()
  await settled()
  expect(logger.error).toHaveBeenLastCalledWith({ pid: 2, delayMs: 500 }, expect.any(String))
})

it('replaces all of them, each old one only when a new one serves', async () => {
  const { pool, workers, worker } = await startServing(2)
  const restarted = pool.restart()
  await settled()
  expect(workers).toHaveLength(3)
  expect(worker(1).stop).not.toHaveBeenCalled()
  worker(3).serve()
  await settled()
  expect(worker(1).stop).toHaveBeenCalledOnce()
  expect(workers).toHaveLength(4)
  worker(4).serve()
  await restarted
  expect(worker(2).stop).toHaveBeenCalledOnce()
  worker(1).end()
  worker(2).end()
  await settled()
  expect(workers).toHaveLength(4)
})

it('leaves the old ones alone when a new one does not come up', async () => {
  const { pool, worker } = await startServing(2)
  const restarted = pool.restart()
  await settled()
  worker(3).end()
  await expect(restarted).rejects.toThrow('worker 3 has ended')
  expect(worker(1).stop).not.toHaveBeenCalled()
})

it('stops when all have ended, those that are just starting included', async () => {
  const { pool, workers, worker, clock } = await startServing(2)
  const restarted = pool.restart()
  await settled()
  let isStopped = false
  const stopped = pool.stop().then(() => {
    isStopped = true
  })
  for (const pid of [1, 2, 3]) expect(worker(pid).stop).toHaveBeenCalled()
  worker(1).end()
  worker(2).end()
  await settled()
  expect(isStopped).toBe(false)
  worker(3).end()
  await stopped
  await expect(restarted).rejects.toThrow()
  clock.advance(60_000)
  expect(workers).toHaveLength(3)
})

it('starts no others when it is asked to stop meanwhile', async () => {
  const { pool, workers, worker } = setUp(3)
  const started = pool.start()
  const stopped = pool.stop()
  worker(1).serve()
  await started
  worker(1).end()
  await stopped
  expect(workers).toHaveLength(1)
})

it('does not take a first one that is stopped for one that failed', async () => {
  const { pool, worker } = setUp(3)
  const started = pool.start()
  const stopped = pool.stop()
  worker(1).end()
  await Promise.all([started, stopped])
})

it('kills all of them', async () => {
  const { pool, worker } = await startServing(2)
  pool.kill()
  for (const pid of [1, 2]) expect(worker(pid).kill).toHaveBeenCalledOnce()
})
