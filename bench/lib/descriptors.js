import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** What 10,000 streams need, twice over: a socket on either side of each. */
const WANTED = 65_536

/** For everything in a proxy that is not a stream. */
const RESERVED = 200

/**
 * Raises the limit on open files for this process and those that it starts, as far as the system
 * allows: a hard limit can be raised only by a privileged one.
 */
export function raiseDescriptorLimit() {
  spawnSync('prlimit', ['--pid', String(process.pid), `--nofile=${WANTED}:${WANTED}`])
}

/** How many files a process that is started from here may have open. */
export function descriptorLimit() {
  const limits = readFileSync('/proc/self/limits', 'latin1')
  return Number(/^Max open files +\d+ +(\d+)/m.exec(limits)?.[1] ?? 1024)
}

/** How many streams a proxy can carry within that limit. */
export function mostStreams() {
  return Math.floor((descriptorLimit() - RESERVED) / 2)
}
