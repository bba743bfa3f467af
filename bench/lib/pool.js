import { verify } from './verify.js'
import { warmUp } from './warm-up.js'

/**
 * The targets of a run, each started when it is first needed and then kept, so that scenarios can
 * go from one to the other and back. A target that cannot be started is skipped, with its reason.
 */
export class Pool {
  /** @type {Map<string, import('../targets/target.js').Running>} */
  #running = new Map()
  /** @type {Map<string, string>} */
  skipped = new Map()
  /** @type {Map<string, import('./verify.js').Faithfulness>} */
  faithfulness = new Map()
  #rig
  #isQuick
  #targets

  /**
   * @param {import('./rig.js').Rig} rig
   * @param {readonly import('../targets/target.js').Target[]} targets
   * @param {boolean} isQuick
   */
  constructor(rig, targets, isQuick) {
    this.#rig = rig
    this.#isQuick = isQuick
    this.#targets = new Map(targets.map((target) => [target.name, target]))
    for (const { name, missing } of targets) {
      const reason = missing()
      if (reason !== undefined) this.skipped.set(name, reason)
    }
  }

  get names() {
    return [...this.#targets.keys()]
  }

  /** @param {string} name */
  target(name) {
    const target = this.#targets.get(name)
    if (target === undefined) throw new Error(`There is no target ${name}`)
    return target
  }

  /**
   * Those of the names that run now, or can be started.
   *
   * @param {readonly string[]} names
   */
  async usable(names) {
    const known = names.filter((name) => this.#targets.has(name))
    for (const name of known) if (!this.skipped.has(name)) await this.#tryToStart(name)
    return known.filter((name) => !this.skipped.has(name))
  }

  /** @param {string} name */
  running(name) {
    const running = this.#running.get(name)
    if (running === undefined) throw new Error(`The target ${name} does not run`)
    return running
  }

  /** @param {string} name */
  async #tryToStart(name) {
    if (this.#running.has(name)) return
    const target = this.target(name)
    try {
      const running = await this.#rig.startTarget(target)
      this.#running.set(name, running)
      if (target.swapsKey) this.faithfulness.set(name, await verify(this.#rig, running))
      await warmUp(this.#rig, running, { isQuick: this.#isQuick })
    } catch (error) {
      this.skipped.set(name, error instanceof Error ? error.message : String(error))
      await this.#running.get(name)?.stop()
      this.#running.delete(name)
    }
  }

  async stop() {
    await Promise.all([...this.#running.values()].map((running) => running.stop()))
    this.#running.clear()
  }
}
