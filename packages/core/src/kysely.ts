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
  LogTable,
  RollupTable,
  TokenTable,
  TokenUsageTable,
} from './storage/kysely/schema.js'
