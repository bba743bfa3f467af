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
} from './storage/kysely/schema.js'
