import { judge } from './goals.js'
import { Pool } from './lib/pool.js'
import { startRig } from './lib/rig.js'
import { describeMachine } from './report/machine.js'
import { scenarios as allScenarios } from './scenarios/all.js'
import { targets as allTargets } from './targets/all.js'
import { createCcload } from './targets/ccload.js'

/** These measure targets that run side by side; the later ones want the machine to themselves. */
const LAST_POOLED = 'sse-fast'

/**
 * Runs scenarios and judges the goals. One that fails is a note in the report; the others go on.
 *
 * @param {object} options
 * @param {boolean} options.isQuick
 * @param {readonly string[]} options.only scenario ids; none: all
 * @param {readonly string[]} options.targets names; none: all
 * @param {Record<string, string>} options.builds further servers by name: their `cli.js`
 * @param {(scenario: string, text: string) => void} options.say
 * @returns {Promise<import('./report/report.js').Report>}
 */
export async function runSuite({ isQuick, only, targets: wanted, builds, say }) {
  const startedAt = performance.now()
  const rig = await startRig()
  const targets = [
    ...allTargets.filter(({ name }) => wanted.length === 0 || wanted.includes(name)),
    ...Object.entries(builds).map(([name, cli]) => createCcload({ name, cli })),
  ]
  const pool = new Pool(rig, targets, isQuick)
  const chosen = allScenarios.filter(({ id, isLong = false }) =>
    only.length === 0 ? !(isQuick && isLong) : only.includes(id),
  )
  const lastPooled = allScenarios.findIndex(({ id }) => id === LAST_POOLED)
  /** @type {import('./goals.js').Results} */
  const results = {}
  for (const scenario of chosen) {
    if (allScenarios.indexOf(scenario) > lastPooled) await pool.stop()
    const { id } = scenario
    say(id, '')
    try {
      results[id] = await scenario.run({
        rig,
        pool,
        isQuick,
        builds: Object.keys(builds),
        say: (text) => say(id, text),
      })
    } catch (error) {
      results[id] = {
        rows: {},
        notes: [`failed: ${error instanceof Error ? error.message : error}`],
      }
    }
  }
  await pool.stop()
  await rig.stop()
  return {
    machine: describeMachine(),
    isQuick,
    durationMs: performance.now() - startedAt,
    targets: targets.map(({ name, label, version }) => ({ name, label, version })),
    skipped: Object.fromEntries(pool.skipped),
    faithfulness: Object.fromEntries(pool.faithfulness),
    results,
    goals: judge(results),
  }
}
