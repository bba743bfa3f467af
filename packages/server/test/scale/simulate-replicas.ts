import { toTokenDigest } from '@ccload/core'
import { createKyselyStore } from '@ccload/core/kysely'
import { createRandom } from '../../src/demo/random.js'
import { createKyselyAdminStore } from '../../src/state/kysely-admin-store.js'
import { type CountedDatabase, createCountedDatabase } from './counted-database.js'
import { type Replica, startReplica } from './replica.js'
import { createVirtualClock, type VirtualClock } from './virtual-clock.js'
import { createVirtualExchange } from './virtual-traffic.js'

/** How many replicas there are, and what is asked of them. */
export interface ReplicaScene {
  readonly replicas: number
  /** Requests per second, of all replicas together. */
  readonly perSecond: number
  readonly poolSize: number
  readonly listens: boolean
  /** Edits of a channel per second. */
  readonly edits: number
  /** The part of attempts that find their upstream overloaded. */
  readonly failing: number
  /** The part of requests that belong to no conversation, and move a cursor. */
  readonly withoutSession: number
  readonly tokens: number
  readonly statementMs: number
  readonly commitMs: number
  /** How long is counted, in seconds; as long goes by before. */
  readonly seconds: number
  readonly seed: number
}

/** What a scene came to, per second where nothing else is said. */
export interface ReplicaCounts {
  readonly requests: number
  readonly refused: number
  readonly attempts: number
  /** Transactions that wrote, by the table that they wrote first. */
  readonly writes: ReadonlyMap<string, number>
  readonly reads: ReadonlyMap<string, number>
  /** Transactions that told the others of a change. */
  readonly notifications: number
  /** Processes that were told, all notifications together. */
  readonly notices: number
  readonly mostConnections: number
  /** For how long a transaction held the rows of a table that all of them write, in milliseconds. */
  readonly heldMs: ReadonlyMap<string, number>
  /** Attempts without a row in the log yet, at the end. */
  readonly unwritten: number
  /** From an edit until the last replica knew of it, the slowest of all edits, in milliseconds. */
  readonly slowestEditMs: number
}

const START = Date.UTC(2026, 0, 5, 12)
const CHANNELS = 5
const MODELS = ['claude-sonnet-4-5', 'claude-haiku-4-5']
/** Processes of a deployment do not start all at once. */
const START_WITHIN_MS = 20_000
/** Upkeep looks round soon after a start, and then not for a long while. */
const FIRST_UPKEEP_MS = 15_000
const SESSIONS_EACH = 5

/** Runs real replicas over one database on a virtual clock, and counts what they ask of it. */
export async function simulateReplicas(scene: ReplicaScene): Promise<ReplicaCounts> {
  const { replicas: count, seconds, seed } = scene
  const clock = createVirtualClock(START)
  const random = createRandom(seed)
  const database = createCountedDatabase(clock, scene)
  const { counts } = database
  await clock.runWhile(prepare(database, clock, scene))
  const shared = { ...scene, clock, random, database }
  const startedAt = clock.now()
  const starting = Array.from({ length: count }, async () => {
    await clock.wait(START_WITHIN_MS * random())
    return await startReplica(shared)
  })
  const replicas = await clock.runWhile(Promise.all(starting))
  await clock.runUntil(startedAt + START_WITHIN_MS + FIRST_UPKEEP_MS)

  const load = startLoad(replicas, clock, random, scene)
  await clock.runUntil(clock.now() + seconds * 1_000)
  database.reset()
  const before = { ...load.counts }
  const edits = startEdits(replicas, clock, scene)
  await clock.runUntil(clock.now() + seconds * 1_000)
  const perSecond = (sum: number) => sum / seconds
  const perSecondOf = (map: ReadonlyMap<string, number>) =>
    new Map([...map].map(([name, sum]) => [name, perSecond(sum)]))
  const result = {
    requests: perSecond(load.counts.requests - before.requests),
    refused: perSecond(load.counts.refused - before.refused),
    attempts: perSecond(load.counts.attempts - before.attempts),
    writes: perSecondOf(counts.writes),
    reads: perSecondOf(counts.reads),
    notifications: perSecond(counts.notifications),
    notices: perSecond(counts.notices),
    mostConnections: counts.mostConnections,
    heldMs: new Map(
      [...counts.heldMs].map(([table, ms]) => [table, ms / (counts.holds.get(table) ?? 1)]),
    ),
    slowestEditMs: edits.slowestMs,
    unwritten: replicas.reduce((sum, { proxy }) => sum + proxy.logs.counters().queued, 0),
  }
  load.stop()
  edits.stop()
  database.close()
  return result
}

async function prepare(
  database: CountedDatabase,
  clock: VirtualClock,
  { tokens }: ReplicaScene,
): Promise<void> {
  const dialect = database.connect(1)
  const store = createKyselyStore({ dialect, clock })
  await store.migrate()
  await createKyselyAdminStore({ dialect }).migrate()
  for (let n = 1; n <= CHANNELS; n++) {
    const keys = [{ secret: `sk-upstream-${n}` }]
    await store.channels.create({ name: `channel-${n}`, url: 'http://a.test', keys, models: ['*'] })
  }
  for (let n = 0; n < tokens; n++) {
    const secret = toSecret(n)
    await store.tokens.create({
      name: `token-${n}`,
      digest: toTokenDigest(secret),
      prefix: secret.slice(0, 8),
      // Far from being reached, and yet to be shared out.
      limits: {
        requestsPerMinute: 1_000_000,
        concurrent: null,
        dailyCostMicroUsd: null,
        monthlyCostMicroUsd: null,
      },
    })
  }
}

/** Requests at random instants, each at a random replica. */
function startLoad(
  replicas: readonly Replica[],
  clock: VirtualClock,
  random: () => number,
  scene: ReplicaScene,
) {
  const counts = { requests: 0, refused: 0, attempts: 0 }
  const pick = (length: number) => Math.floor(random() * length)
  let isStopped = false
  const countAttempt = () => {
    counts.attempts += 1
  }
  for (const { proxy } of replicas) proxy.on('attempt-ended', countAttempt)

  async function ask(): Promise<void> {
    const at = pick(replicas.length)
    const exchange = createVirtualExchange({
      model: MODELS[pick(MODELS.length)] ?? '',
      secret: toSecret(pick(scene.tokens)),
      session: random() < scene.withoutSession ? undefined : `session-${at}-${pick(SESSIONS_EACH)}`,
    })
    await replicas[at]?.proxy.handle(exchange)
    counts.requests += 1
    if (exchange.status !== 200) counts.refused += 1
  }

  function next(): void {
    if (isStopped) return
    void ask()
    clock.after((-Math.log(1 - random()) / scene.perSecond) * 1_000, next)
  }

  if (scene.perSecond > 0) next()
  return {
    counts,
    stop() {
      isStopped = true
    },
  }
}

/** Edits of a channel that change nothing of where requests go, one after another. */
function startEdits(replicas: readonly Replica[], clock: VirtualClock, { edits }: ReplicaScene) {
  let isStopped = false
  let serial = 0
  let editedAt = clock.now()
  let slowestMs = 0
  for (const { store } of edits > 0 ? replicas : []) {
    store.channels.subscribe(() => {
      slowestMs = Math.max(slowestMs, clock.now() - editedAt)
    })
  }

  function next(): void {
    if (isStopped) return
    serial += 1
    const editor = replicas[serial % replicas.length]
    editedAt = clock.now()
    void editor?.store.channels.update(1, { models: ['*', `model-${serial}`] })
    clock.after(1_000 / edits, next)
  }

  if (edits > 0) clock.after(500 / edits, next)
  return {
    get slowestMs() {
      return slowestMs
    },
    stop() {
      isStopped = true
    },
  }
}

function toSecret(token: number): string {
  return `sk-token-${String(token).padStart(4, '0')}-0123456789`
}
