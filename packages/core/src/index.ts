export type { Candidate, GroupMember, Home, PriorityGroup } from './domain/candidate.js'
export type {
  ActiveHours,
  Channel,
  ChannelConnection,
  ChannelDraft,
  ChannelKey,
  ChannelLimits,
  ChannelPatch,
  ConnectionDraft,
  KeyDraft,
  KeyStrategy,
} from './domain/channel.js'
export type {
  ClientToken,
  TokenDraft,
  TokenLimits,
  TokenPatch,
  TokenUsage,
  TokenUse,
} from './domain/client-token.js'
export type {
  Cooldown,
  CooldownCause,
  CooldownScope,
  CooldownTarget,
} from './domain/cooldown.js'
export { costMicroUsd } from './domain/cost.js'
export type { Cursor } from './domain/cursor.js'
export { type ErrorCause, toErrorCause } from './domain/error-cause.js'
export {
  type FigureName,
  type Figures,
  NO_FIGURES,
  type SumFigures,
  type SumName,
} from './domain/figures.js'
export { HISTOGRAM_BOUNDS_MS, type Histogram, quantile } from './domain/histogram.js'
export type { Hold } from './domain/hold.js'
export type { LiveRequest } from './domain/live-request.js'
export {
  LOG_OUTCOMES,
  type LogEntry,
  type LogOutcome,
  type StoredLogEntry,
} from './domain/log-entry.js'
export type { Exchange, ExchangeHandler, RawHeaders } from './domain/message.js'
export type { Endpoint, NetworkFault, Outcome } from './domain/outcome.js'
export { type OutcomeClass, toOutcomeClass } from './domain/outcome-class.js'
export type { LeftOut, LeftOutReason, PlanNote } from './domain/plan-note.js'
export { type Price, type Rates, toMicroUsd } from './domain/price.js'
export { toPriceNames } from './domain/price-names.js'
export type { CellSubject, Dimension, Span } from './domain/roll-up.js'
export { maskKey, revealAll, Secret, toSecret, toSecrets } from './domain/secret.js'
export type { TimeRange } from './domain/time-range.js'
export { toVerdict } from './domain/to-verdict.js'
export { toTokenDigest, toTokenPrefix, toTokenSecret } from './domain/token-secret.js'
export type { Usage } from './domain/usage.js'
export type { CoolingOrder, Verdict } from './domain/verdict.js'
export { CcloadError, type CcloadErrorCode } from './errors.js'
export type { LogJournal } from './observe/log-journal.js'
export type { LogWriterCounters } from './observe/log-writer.js'
export type { ProxyEvents } from './observe/proxy-events.js'
export { DEFAULT_SETTINGS, type ProxySettings } from './options.js'
export type { Authenticate, Credentials, Principal, Token } from './pipeline/authenticate.js'
export type {
  Capture,
  CapturedAttempt,
  CapturedBody,
  CaptureEnding,
  CaptureSink,
  CaptureSubject,
} from './ports/capture.js'
export { type Clock, systemClock } from './ports/clock.js'
export type { Lease, LeaseStore } from './ports/lease-store.js'
export { type Logger, silentLogger } from './ports/logger.js'
export { createPriceTable, noPrices, type Prices } from './ports/prices.js'
export type { GroupRests, RouteRequest, RoutingState, Selector } from './ports/selector.js'
export type {
  ChannelStore,
  ChannelWrite,
  CooldownStore,
  CursorStore,
  ErrorGroup,
  LogFilter,
  LogQuery,
  LogStore,
  SeriesFigures,
  SeriesQuery,
  SessionFigures,
  SessionsQuery,
  StatsQuery,
  StatsStore,
  StatusRange,
  Store,
  StoreSize,
  SubjectFigures,
  TotalsQuery,
  UpkeepStore,
} from './ports/store.js'
export type { DemandOfOthers, TokenDemand, TokenShareStore } from './ports/token-share-store.js'
export type { TokenStore, TokenUsageStore } from './ports/token-store.js'
export type {
  Transport,
  TransportFault,
  UpstreamCall,
  UpstreamHandler,
  UpstreamRequest,
} from './ports/transport.js'
export { type CcloadProxy, createProxy, type ProxyOptions } from './proxy.js'
export {
  createRoutingState,
  type OwnRoutingState,
  type RoutedAttempt,
  type RoutingStateOptions,
} from './routing-state.js'
export {
  createSelector,
  type SelectorOptions,
  STRATEGIES,
  type StrategyName,
} from './select/create-selector.js'
export type { ExplainedChannel, ExplainedKey, PlanReason } from './select/explain.js'
export { roundRobin } from './select/round-robin.js'
export type { ChannelReport, SimulationReport, Spread } from './simulate/report.js'
export { type SimulationOptions, simulate, simulation } from './simulate/simulate.js'
export {
  type Coolable,
  type CooldownOptions,
  type Cooldowns,
  createCooldowns,
} from './state/cooldowns.js'
export type { TokenState } from './state/tokens.js'
export { createMemoryStore, type MemoryStoreOptions } from './storage/memory-store.js'
export { createUndiciTransport, type TransportSettings } from './transport/undici-transport.js'
