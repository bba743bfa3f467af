import { readdirSync, readFileSync } from 'node:fs'

const TICK_MS = 10

/**
 * CPU time of each thread of a process so far, user and kernel.
 *
 * @param {number} pid
 * @returns {Map<number, number>} milliseconds by thread id
 */
export function cpuMsOfThreads(pid) {
  return new Map(
    readdirSync(`/proc/${pid}/task`).map((thread) => {
      const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'latin1')
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return [Number(thread), (Number(fields[11]) + Number(fields[12])) * TICK_MS]
    }),
  )
}

/**
 * What the main thread, the busiest of the others (the database's) and all of them have used since.
 *
 * @param {number} pid
 * @param {ReadonlyMap<number, number>} before
 */
export function threadsSince(pid, before) {
  const used = new Map(
    [...cpuMsOfThreads(pid)].map(([thread, ms]) => [thread, ms - (before.get(thread) ?? 0)]),
  )
  const others = [...used].filter(([thread]) => thread !== pid).map(([, ms]) => ms)
  return {
    mainMs: used.get(pid) ?? 0,
    databaseMs: Math.max(0, ...others),
    totalMs: [...used.values()].reduce((total, ms) => total + ms, 0),
  }
}
