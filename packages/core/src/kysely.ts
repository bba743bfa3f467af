export type { FollowOptions } from './storage/kysely/follow-changes.js'
export {
  createKyselyStore,
  type KyselyStore,
  type KyselyStoreOptions,
} from './storage/kysely/kysely-store.js'
export type {
  ChannelKeyTable,
  ChannelTable,
  CooldownTable,
  CursorTable,
  Database,
  LeaseTable,
  LogTable,
  RevisionTable,
  RollupTable,
  TokenShareTable,
  TokenTable,
  TokenUsageTable,
} from './storage/kysely/schema.js'
