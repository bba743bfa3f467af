import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CHANNELS, TOKEN } from '../wire/identity.js'
import { treeOf } from './proc.js'
import { DESCRIPTORS, startProcess, stopProcess } from './processes.js'

/** Load, mock and this program share one core; what is measured has the other to itself. */
export const LOAD_CORE = 0
export const TARGET_CORE = 1

/**
 * Everything around the target: the mock upstream, the load generator, folders for the targets.
 *
 * @typedef {Awaited<ReturnType<typeof startRig>>} Rig
 *
 * @typedef {import('../targets/target.js').Target} Target
 * @typedef {import('../targets/target.js').Running} Running
 */

/**
 * @param {object} [options]
 * @param {boolean} [options.isPinned] false: everything may use all cores
 */
export async function startRig({ isPinned = true } = {}) {
  raiseDescriptorLimit()
  const folder = mkdtempSync(join(tmpdir(), 'ccload-bench-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  const loadCore = isPinned ? LOAD_CORE : null
  if (isPinned) spawnSync('taskset', ['-p', '-c', String(LOAD_CORE), String(process.pid)])
  const mock = startHelper('mock', { core: loadCore, folder })
  const load = startHelper('load', { core: loadCore, folder })
  const { ports } = /** @type {{ ports: number[] }} */ (
    await mock.ask({ do: 'listen', ports: CHANNELS })
  )
  const upstreams = ports.map((port) => `http://127.0.0.1:${port}`)
  let folders = 0

  /** @param {string} name */
  const createFolder = (name) => {
    const own = join(folder, `${folders++}-${name}`)
    mkdirSync(own)
    return own
  }

  /**
   * @param {string} own
   * @param {readonly string[]} [nodeFlags]
   * @returns {import('../targets/target.js').Surroundings}
   */
  const surroundings = (own, nodeFlags = []) => ({
    upstreams,
    folder: own,
    core: isPinned ? TARGET_CORE : null,
    nodeFlags,
  })

  return {
    mockPid: mock.pid,
    createFolder,
    surroundings,

    /** @param {Target} target */
    startTarget: (target) => target.start(surroundings(createFolder(target.name))),

    /**
     * Where the load goes to reach a target.
     *
     * @param {Running} running
     * @param {string} [token]
     * @returns {import('../load/main.js').Destination}
     */
    destination({ port, headers, pid }, token = TOKEN) {
      const mockPids = pid === mock.pid ? [] : [mock.pid]
      return { port, headers, token, pids: { target: treeOf(pid), mock: mockPids } }
    },

    /** @param {import('../mock/answers.js').Mode} mode */
    setMode: (mode) => mock.ask({ do: 'mode', mode }),
    inspect: () => mock.ask({ do: 'inspect' }),

    /** @returns {Promise<{ requests: number, openStreams: number }>} */
    mockState: () => mock.ask({ do: 'state' }),

    /**
     * @template {import('../load/main.js').Job} J
     * @param {J} job
     * @returns {Promise<any>}
     */
    run: (job) => load.ask(job),

    async stop() {
      await Promise.all([mock.stop(), load.stop()])
    },
  }
}

/**
 * @param {'mock' | 'load'} name
 * @param {{ core: number | null, folder: string }} options
 */
function startHelper(name, { core, folder }) {
  const path = fileURLToPath(new URL(`../${name}/main.js`, import.meta.url))
  const command = [process.execPath, '--max-semi-space-size=64', path]
  const child = startProcess({ command, core, log: join(folder, `${name}.log`), hasChannel: true })
  return {
    pid: /** @type {number} */ (child.pid),
    /**
     * @param {any} order
     * @returns {Promise<any>}
     */
    ask: (order) =>
      new Promise((resolve, reject) => {
        const failed = () => reject(new Error(`The ${name} process has ended during ${order.do}`))
        child.once('exit', failed)
        child.once('message', (answer) => {
          child.off('exit', failed)
          resolve(answer)
        })
        child.send(order)
      }),
    stop: () => stopProcess(child),
  }
}

/** Hard limits can be raised by root only; without it the scenarios of 10,000 streams say so. */
function raiseDescriptorLimit() {
  const limit = `--nofile=${DESCRIPTORS}:${DESCRIPTORS}`
  spawnSync('prlimit', ['--pid', String(process.pid), limit])
}
