import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CHANNELS, TOKEN } from '../wire/identity.js'
import { raiseDescriptorLimit } from './descriptors.js'
import { treeOf } from './proc.js'
import { startProcess, stopProcess } from './processes.js'

/** Mock, load and this program share one core; what is measured has the other to itself. */
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
  const helper = startHelper(loadCore, folder)
  const tellMock = (/** @type {import('../mock/mock.js').Order} */ order) =>
    helper.ask({ mock: order })
  const { ports } = await tellMock({ do: 'listen', ports: CHANNELS })
  const upstreams = ports.map((/** @type {number} */ port) => `http://127.0.0.1:${port}`)
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
    createFolder,
    surroundings,

    /** @param {Target} target */
    startTarget: (target) => target.start(surroundings(createFolder(target.name))),

    /**
     * Where the load goes to reach a target.
     *
     * @param {Running} running
     * @returns {import('../load/load.js').Destination}
     */
    destination({ port, headers, pid, token = TOKEN }) {
      return { port, headers, token, pids: treeOf(pid) }
    },

    /** @param {import('../mock/answers.js').Mode} mode */
    setMode: (mode) => tellMock({ do: 'mode', mode }),
    inspect: () => tellMock({ do: 'inspect' }),

    /** @returns {Promise<{ requests: number, openStreams: number }>} */
    mockState: () => tellMock({ do: 'state' }),

    /**
     * @param {import('../load/load.js').Job} job
     * @returns {Promise<any>}
     */
    run: (job) => helper.ask({ load: job }),

    stop: () => helper.stop(),
  }
}

/**
 * @param {number | null} core
 * @param {string} folder
 */
function startHelper(core, folder) {
  const path = fileURLToPath(new URL('rig-process.js', import.meta.url))
  const command = [process.execPath, '--max-semi-space-size=64', path]
  const child = startProcess({ command, core, log: join(folder, 'rig.log'), hasChannel: true })
  return {
    /**
     * @param {import('./rig-process.js').Message} message
     * @returns {Promise<any>}
     */
    ask: (message) =>
      new Promise((resolve, reject) => {
        const failed = () => reject(new Error('The process with mock and load has ended'))
        child.once('exit', failed)
        child.once('message', (answer) => {
          child.off('exit', failed)
          resolve(answer)
        })
        child.send(message)
      }),
    stop: () => stopProcess(child),
  }
}
