import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startProcess, stopProcess } from '../lib/processes.js'

/**
 * Starts load on servers, which lasts until it is stopped.
 *
 * @param {import('../lib/rig.js').Rig} rig
 * @param {import('./load-process.js').SteadyLoad} load
 */
export function startSteadyLoad(rig, load) {
  const path = fileURLToPath(new URL('load-process.js', import.meta.url))
  const log = join(rig.createFolder('load'), 'load.log')
  const command = [process.execPath, path]
  const child = startProcess({ command, core: null, log, hasChannel: true })
  child.send(load)
  const startedAt = performance.now()
  return {
    /** @returns {Promise<{ answered: number, wrong: number, perSecond: number }>} */
    async stop() {
      const answer = once(child, 'message')
      child.send('stop')
      const [{ answered, wrong }] = await answer
      const perSecond = (answered / (performance.now() - startedAt)) * 1e3
      await stopProcess(child)
      return { answered, wrong, perSecond }
    },
  }
}
