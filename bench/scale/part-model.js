import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { atMost } from '../logs/output.js'
import { formatNumber } from '../report/format.js'

/**
 * Up to 1,000 replicas over one database on a virtual clock: the server's own code, whose reads, writes
 * and connections are counted and compared with what docs/scale.md reckons. Its small edition is a test:
 * packages/server/test/scale.
 *
 * @typedef {typeof import('../../packages/server/test/scale/simulation.js')} Simulation
 * @typedef {import('../../packages/server/test/scale/simulate-replicas.js').ReplicaScene} Scene
 *
 * @typedef {object} Run
 * @property {Scene} scene
 * @property {import('../../packages/server/test/scale/simulate-replicas.js').ReplicaCounts} counts
 * @property {import('../../packages/server/test/scale/compare-replicas.js').ReplicaComparison[]} figures
 */

const packages = fileURLToPath(new URL('../../packages', import.meta.url))
const bundle = new URL('../results/simulation.mjs', import.meta.url)

/** What a figure of the model is called. */
const NAMES = {
  logs: 'log transactions',
  usage: 'transactions for the usage of tokens',
  cursors: 'transactions for cursors',
  shares: 'writes for the shares of tokens',
  leases: 'writes for leases, at most',
  settingReads: 'reads of settings',
  revisionReads: 'reads of revisions',
  cooldownReads: 'reads of cooldowns',
  channelReads: 'reads of channels',
  notices: 'notices that arrive',
}

/** @type {import('./scale.js').Part} */
export const model = {
  id: 'model',
  async run({ isQuick, say }) {
    const { simulateReplicas, toReplicaModel, compareReplicas, idleScene, busyScene, TOLERANCE } =
      await loadSimulation()
    const idle = isQuick ? [idleScene(10)] : [idleScene(10), idleScene(100)]
    const busy = [
      busyScene({ replicas: 10 }),
      busyScene({ replicas: 100 }),
      ...(isQuick ? [] : [busyScene({ replicas: 1_000 })]),
    ]
    /** What each number of replicas is advised to have. */
    const advised = [
      busyScene({ replicas: 10, poolSize: 5 }),
      busyScene({ replicas: 100, poolSize: 4 }),
      ...(isQuick ? [] : [busyScene({ replicas: 1_000, poolSize: 4 })]),
    ]

    /** @type {import('../logs/output.js').Section[]} */
    const sections = []
    /** @param {string} title @param {readonly Scene[]} scenes */
    const compare = async (title, scenes) => {
      /** @type {Run[]} */
      const runs = []
      for (const scene of scenes) {
        say(`${title}, ${scene.replicas} replicas`)
        const counts = await simulateReplicas(scene)
        const reckoned = toReplicaModel(scene, counts)
        runs.push({ scene, counts, figures: compareReplicas(reckoned, counts, scene) })
      }
      const far = runs.flatMap(({ figures }) => figures.filter(({ isNear }) => !isNear))
      sections.push({
        id: 'model',
        title,
        header: [
          'per second, of all together',
          ...scenes.flatMap(({ replicas }) => [`${formatNumber(replicas)}: model`, 'counted']),
        ],
        lines: (runs[0]?.figures ?? [])
          .filter(({ name }) => runs.some(({ figures }) => figureOf(figures, name).reckoned > 0))
          .map(({ name }) => [
            NAMES[name],
            ...runs.flatMap(({ figures }) => {
              const { reckoned, counted } = figureOf(figures, name)
              return [reckoned, counted].map((each) => formatNumber(each, each < 10 ? 1 : 0))
            }),
          ]),
        goals: [atMost('figures that are off the model', far.length, 0)],
        notes: [
          `Off is what differs by more than ${TOLERANCE * 100} %, and by more than three standard deviations of what happens within the time.`,
        ],
      })
      return runs
    }

    await compare('Replicas that are asked nothing, and hear of changes', idle)
    const runs = await compare(
      'Replicas that are asked 1,000 requests/s together, and hear of changes',
      busy,
    )
    await compare('The same where they look for changes', [
      busyScene({ replicas: 10, listens: false }),
      ...(isQuick ? [] : [busyScene({ replicas: 100, listens: false })]),
    ])
    for (const scene of advised) {
      say(`connections, ${scene.replicas} replicas`)
      runs.push({ scene, counts: await simulateReplicas(scene), figures: [] })
    }
    sections.push(toConnections(runs))
    return sections
  },
}

/**
 * @param {readonly Run[]} runs
 * @returns {import('../logs/output.js').Section}
 */
function toConnections(runs) {
  const most = (/** @type {Scene} */ { replicas, poolSize }) => replicas * (poolSize + 1)
  return {
    id: 'model',
    title: 'Connections to PostgreSQL, and what waits for the database',
    header: [
      'replicas',
      'pool',
      'connections at most',
      'counted',
      'an edit reaches all ms',
      'written after s',
    ],
    lines: runs.map(({ scene, counts }) =>
      [
        formatNumber(scene.replicas),
        scene.poolSize,
        formatNumber(most(scene)),
        formatNumber(counts.mostConnections),
        formatNumber(counts.slowestEditMs),
        formatNumber(counts.unwritten / counts.attempts, 1),
      ].map(String),
    ),
    goals: runs.map(({ scene, counts }) =>
      atMost(
        `connections of ${formatNumber(scene.replicas)} with a pool of ${scene.poolSize}`,
        counts.mostConnections,
        most(scene),
      ),
    ),
    notes: ['1,000 requests/s together. How many attempts have no row in the log yet, in seconds.'],
  }
}

/**
 * @param {Run['figures']} figures
 * @param {Run['figures'][number]['name']} name
 */
function figureOf(figures, name) {
  const found = figures.find((figure) => figure.name === name)
  if (found === undefined) throw new Error(`The model has no ${name}`)
  return found
}

/** From the sources, as the tests have it. @returns {Promise<Simulation>} */
async function loadSimulation() {
  await build({
    entryPoints: [`${packages}/server/test/scale/simulation.ts`],
    outfile: fileURLToPath(bundle),
    bundle: true,
    format: 'esm',
    platform: 'node',
    alias: {
      '@ccload/core': `${packages}/core/src/index.ts`,
      '@ccload/core/kysely': `${packages}/core/src/kysely.ts`,
    },
    external: ['better-sqlite3', 'kysely', 'undici'],
  })
  return await import(bundle.href)
}
