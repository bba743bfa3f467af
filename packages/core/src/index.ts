export type { Candidate, GroupMember, PriorityGroup } from './domain/candidate.js'
export {
  type ActiveHours,
  type Channel,
  type ChannelConnection,
  type ChannelDraft,
  type ChannelKey,
  type ChannelLimits,
  type ChannelPatch,
  type KeyDraft,
  type KeyStrategy,
  maskKey,
} from './domain/channel.js'
export type {
  Cooldown,
  CooldownCause,
  CooldownScope,
  CooldownTarget,
} from './domain/cooldown.js'
export { costMicroUsd } from './domain/cost.js'
export type { Cursor } from './domain/cursor.js'
export type { LogEntry, StoredLogEntry } from './domain/log-entry.js'
export type { Exchange, ExchangeHandler, RawHeaders } from './domain/message.js'
export type { Endpoint, NetworkFault, Outcome } from './domain/outcome.js'
export { type Price, type Rates, toMicroUsd } from './domain/price.js'
export { toPriceNames } from './domain/price-names.js'
export type { Usage } from './domain/usage.js'
export type { CoolingOrder, Verdict } from './domain/verdict.js'
export { CcloadError, type CcloadErrorCode } from './errors.js'
export type { LogJournal } from './observe/log-journal.js'
export type { LogWriterCounters } from './observe/log-writer.js'
export { DEFAULT_SETTINGS, type ProxySettings } from './options.js'
export type { Authenticate, Credentials, Principal, Token } from './pipeline/authenticate.js'
export { type Clock, systemClock } from './ports/clock.js'
export { type Logger, silentLogger } from './ports/logger.js'
export { createPriceTable, noPrices, type Prices } from './ports/prices.js'
export type { RouteRequest, RoutingState, Selector } from './ports/selector.js'
export type {
  ChannelStore,
  CooldownStore,
  CursorStore,
  LogQuery,
  LogStore,
  Store,
} from './ports/store.js'
export type {
  Transport,
  TransportFault,
  UpstreamCall,
  UpstreamHandler,
  UpstreamRequest,
} from './ports/transport.js'
export { type CcloadProxy, createProxy, type ProxyOptions } from './proxy.js'
export { roundRobin } from './select/round-robin.js'
export { createMemoryStore, type MemoryStoreOptions } from './storage/memory-store.js'
