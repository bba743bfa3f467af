import { carryOutJob } from '../load/load.js'
import { carryOutOrder } from '../mock/mock.js'

/**
 * Mock and load generator in one process, told what to do by its parent over IPC; each message is
 * answered by one. They take turns in one event loop: two processes on one core would wait for each
 * other, and an event's delay would be that of the scheduler.
 *
 * @typedef {{ mock: import('../mock/mock.js').Order } | { load: import('../load/load.js').Job }} Message
 */

process.on('message', async (received) => {
  const message = /** @type {Message} */ (received)
  const answer =
    'mock' in message ? await carryOutOrder(message.mock) : await carryOutJob(message.load)
  process.send?.(answer)
})
process.on('disconnect', () => process.exit(0))
