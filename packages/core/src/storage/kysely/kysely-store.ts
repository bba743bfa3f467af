import { type Dialect, Kysely } from 'kysely'
import { type Clock, systemClock } from '../../ports/clock.js'
import type { Store } from '../../ports/store.js'
import { createChangeTopics } from './changes.js'
import { createChannelRepository } from './channel-repository.js'
import { createCooldownRepository } from './cooldown-repository.js'
import { createCursorRepository } from './cursor-repository.js'
import { toFlavor } from './dialects.js'
import { type FollowOptions, followChanges } from './follow-changes.js'
import { createLeaseRepository } from './lease-repository.js'
import { createLogRepository } from './log-repository.js'
import { migrate } from './migrator.js'
import type { Database } from './schema.js'
import { createStatsRepository } from './stats-repository.js'
import { createTokenRepository } from './token-repository.js'
import { createTokenShareRepository } from './token-share-repository.js'
import { createUpkeepRepository } from './upkeep-repository.js'

/** Where a Kysely store keeps things. */
export interface KyselyStoreOptions {
  /** A Kysely dialect for SQLite, PostgreSQL or MySQL. The store owns it and closes it. */
  readonly dialect: Dialect
  /** The machine's unless told. */
  readonly clock?: Clock | undefined
}

/** A store in an SQL database. */
export interface KyselyStore extends Store {
  /**
   * Creates the tables, or brings them up to this version of the program. Call it before anything
   * else. Rejects with `CcloadError` `database_too_new` when a newer version has been there.
   */
  migrate(): Promise<void>
  /**
   * Tells this store's listeners of changes that other processes make, and shares the limits of
   * tokens with them, until it is closed. Call it once, after {@link migrate} and before anything is read. Rejects when the database does not
   * answer.
   */
  follow(options?: FollowOptions): Promise<void>
}

/**
 * A store in an SQL database. Throws `CcloadError` `invalid_option` for a dialect of another kind
 * of database.
 *
 * @example
 * import { createKyselyStore } from '@ccload/core/kysely'
 * import SQLite from 'better-sqlite3'
 * import { SqliteDialect } from 'kysely'
 *
 * const dialect = new SqliteDialect({ database: new SQLite('ccload.db') })
 * const store = createKyselyStore({ dialect })
 * await store.migrate()
 */
export function createKyselyStore(options: KyselyStoreOptions): KyselyStore {
  const { dialect, clock = systemClock } = options
  const flavor = toFlavor(dialect.createAdapter())
  const db = new Kysely<Database>({ dialect })
  const stats = createStatsRepository(db, flavor)
  const topics = createChangeTopics(flavor)
  const shares = createTokenShareRepository(db, flavor, clock)
  let stopFollowing = async () => {}
  let isFollowing = false
  return {
    channels: createChannelRepository(db, flavor, clock, topics.channels),
    cooldowns: createCooldownRepository(db, flavor, topics.cooldowns),
    cursors: createCursorRepository(db, flavor),
    logs: createLogRepository(db, flavor, stats),
    stats,
    upkeep: createUpkeepRepository(db, flavor),
    tokens: {
      ...createTokenRepository(db, flavor, clock, topics.tokens),
      get shares() {
        return isFollowing ? shares : undefined
      },
    },
    leases: createLeaseRepository(db, flavor, clock),
    migrate: () => migrate(db, flavor),
    async follow(follow = {}) {
      isFollowing = true
      stopFollowing = await followChanges(db, topics, clock, follow)
    },
    async close() {
      await stopFollowing()
      await db.destroy()
    },
  }
}
