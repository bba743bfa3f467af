import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { cpus } from 'node:os'

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set()

process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.on(signal, () => process.exit(1))
}

/**
 * Starts a program on one core, its output in a file.
 *
 * @param {object} options
 * @param {readonly string[]} options.command
 * @param {number | null} options.core null: on all of them
 * @param {string} options.log
 * @param {string} [options.cwd]
 * @param {Record<string, string>} [options.environment] besides the path and the home folder
 * @param {boolean} [options.hasChannel] for `process.send`
 */
export function startProcess({ command, core, log, cwd, environment = {}, hasChannel = false }) {
  const output = openSync(log, 'a')
  const cores = core === null ? `0-${cpus().length - 1}` : String(core)
  const child = spawn('taskset', ['-c', cores, ...command], {
    cwd,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
    stdio: ['ignore', output, output, ...(hasChannel ? /** @type {const} */ (['ipc']) : [])],
  })
  closeSync(output)
  running.add(child)
  child.on('exit', () => running.delete(child))
  return child
}

const STOP_MS = 3_000

/**
 * Ends a program, in an orderly way first.
 *
 * @param {import('node:child_process').ChildProcess} child
 */
export async function stopProcess(child) {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
  await exited
  clearTimeout(timer)
}

const START_MS = 20_000

/**
 * Waits until a program accepts connections. Rejects with the end of its log when it does not.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @param {number} port
 * @param {string} log
 */
export async function waitForPort(child, port, log) {
  const until = performance.now() + START_MS
  while (performance.now() < until && child.exitCode === null) {
    if (await accepts(port)) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error(
    `does not listen on port ${port}: ${readFileSync(log, 'utf8').trim().slice(-600)}`,
  )
}

/** @param {number} port @returns {Promise<boolean>} */
function accepts(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
