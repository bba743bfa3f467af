import { type CcloadProxy, createProxy, createSelector, silentLogger } from '@ccload/core'
import { createKyselyStore, type KyselyStore } from '@ccload/core/kysely'
import { toRetention } from '../../src/logs/to-retention.js'
import { createUpkeep } from '../../src/logs/upkeep.js'
import { protectChannels } from '../../src/secrets/protect-channels.js'
import { createScrubber } from '../../src/security/scrubber.js'
import { createLiveSettings } from '../../src/settings/live-settings.js'
import { createKyselyAdminStore } from '../../src/state/kysely-admin-store.js'
import type { CountedDatabase } from './counted-database.js'
import type { VirtualClock } from './virtual-clock.js'
import { createVirtualTransport } from './virtual-traffic.js'

/** A process of the server, as far as the database knows it. */
export interface Replica {
  readonly store: KyselyStore
  readonly proxy: CcloadProxy
}

/** What all replicas have in common. */
export interface ReplicaOptions {
  readonly clock: VirtualClock
  readonly random: () => number
  readonly database: CountedDatabase
  readonly poolSize: number
  /** Whether they hear of changes, as on PostgreSQL, or only look for them. */
  readonly listens: boolean
  /** The part of attempts that find their upstream overloaded. */
  readonly failing: number
}

const ANSWER_MS = 1_000

/** Everything of `openDatabase` and `createServer` that reads or writes the database by itself. */
export async function startReplica(options: ReplicaOptions): Promise<Replica> {
  const { clock, random, database, poolSize, listens, failing } = options
  const dialect = database.connect(poolSize)
  const store = createKyselyStore({ dialect, clock })
  const adminStore = createKyselyAdminStore({ dialect })
  await store.follow(listens ? { listen: database.listen } : {})
  await protectChannels(store, createScrubber())
  const settings = createLiveSettings({
    store: adminStore.settings,
    fixed: {},
    clock,
    logger: silentLogger,
  })
  await settings.load()
  const proxy = createProxy({
    store,
    clock,
    random,
    selector: createSelector({ random }),
    transport: createVirtualTransport(clock, random, { failing, answerMs: ANSWER_MS }),
  })
  await proxy.ready()
  createUpkeep({
    store,
    retention: () => toRetention(settings.values()),
    clock,
    logger: silentLogger,
  }).start()
  return { store, proxy }
}
