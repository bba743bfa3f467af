import { readdirSync, readFileSync } from 'node:fs'

/** What `sysconf(_SC_CLK_TCK)` is on every Linux that Node runs on. */
const TICK_MS = 10

/**
 * A process and all that it started. Empty when it is gone, or when there is none.
 *
 * @param {number | null} pid
 * @returns {number[]}
 */
export function treeOf(pid) {
  if (pid === null) return []
  try {
    const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'latin1').split(' ').filter(Boolean),
    )
    return [pid, ...children.flatMap((child) => treeOf(Number(child)))]
  } catch {
    return []
  }
}

/**
 * CPU time of processes so far, user and kernel, all their threads.
 *
 * @param {readonly number[]} pids
 * @returns {number} milliseconds
 */
export function cpuMsOf(pids) {
  return sum(pids, (pid) => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS
  })
}

/**
 * CPU time that the machine has spent on anything so far, all cores together, what the host took
 * away included.
 *
 * @returns {number} milliseconds
 */
export function machineBusyMs() {
  const [, ...fields] = readFileSync('/proc/stat', 'latin1').split('\n', 1)[0]?.split(/ +/) ?? []
  const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0, steal = 0] = fields.map(Number)
  return (user + nice + system + irq + softIrq + steal) * TICK_MS
}

/**
 * Resident memory of processes.
 *
 * @param {readonly number[]} pids
 * @returns {number} bytes
 */
export function rssOf(pids) {
  return sum(pids, (pid) => {
    const match = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))
    return Number(match?.[1] ?? 0) * 1024
  })
}

/**
 * Open file descriptors and threads of processes.
 *
 * @param {readonly number[]} pids
 */
export function handlesOf(pids) {
  return {
    descriptors: sum(pids, (pid) => readdirSync(`/proc/${pid}/fd`).length),
    threads: sum(pids, (pid) => readdirSync(`/proc/${pid}/task`).length),
  }
}

/**
 * @param {readonly number[]} pids
 * @param {(pid: number) => number} read
 */
function sum(pids, read) {
  return pids.reduce((total, pid) => total + read(pid), 0)
}
