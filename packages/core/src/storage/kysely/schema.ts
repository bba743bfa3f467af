import type { Generated } from 'kysely'

/**
 * The tables, by the names and column names that people query them with. Instants are epoch
 * milliseconds, money is millionths of a US dollar, booleans are 0 and 1, lists and maps are JSON
 * text. What the migrations build and what stands here is the same.
 */
export interface Database {
  channels: ChannelTable
  channel_keys: ChannelKeyTable
  logs: LogTable
  log_messages: LogMessageTable
  cooldowns: CooldownTable
  rr: CursorTable
  rollups: RollupTable
  sessions: SessionTable
  tokens: TokenTable
  token_usage: TokenUsageTable
  revisions: RevisionTable
  leases: LeaseTable
  token_shares: TokenShareTable
}

/** A `Channel`, its keys apart. */
export interface ChannelTable {
  id: Generated<number>
  /** Unique. */
  name: string
  url: string
  key_strategy: string
  /** JSON array of names. */
  models: string
  /** JSON object, requested model to upstream model. */
  aliases: string
  priority: number
  weight: number
  enabled: number
  /** JSON of `ChannelLimits`. */
  limits: string
  /** JSON of `ActiveHours`, or `null`. */
  active_hours: string
  /** JSON object, name to value. */
  headers: string
  /** JSON of `ChannelConnection`. */
  connection: string
  cost_multiplier: number
  version: number
  created_at: number
  updated_at: number
}

/** A `ChannelKey`; `position` is its place in the channel's list, from 0. */
export interface ChannelKeyTable {
  id: Generated<number>
  channel_id: number
  position: number
  api_key: string
  enabled: number
  note: string
}

/** A `Cooldown`. Target columns that its scope does not use hold 0 or an empty string. */
export interface CooldownTable {
  channel_id: number
  scope: string
  key_id: number
  model: string
  until: number
  duration_ms: number
  cause: string
}

/** A `Cursor`. */
export interface CursorTable {
  model: string
  priority: number
  next_index: number
}

/** A `LogEntry`. The channel may be gone since: its name stays. */
export interface LogTable {
  id: Generated<number>
  request_id: string
  attempt: number
  /** 1 for the attempt that its request ended with. */
  final: number
  time: number
  model: string
  upstream_model: string | null
  channel_id: number | null
  channel_name: string | null
  key_id: number | null
  key_mask: string | null
  status_code: number
  /** A `LogOutcome`. */
  outcome: string
  message: string
  streaming: number
  queue_ms: number
  connect_ms: number | null
  first_event_ms: number | null
  duration_ms: number
  request_bytes: number
  response_bytes: number
  token_name: string | null
  client_ip: string | null
  session_id: string | null
  agent_id: string | null
  /** The token columns are all null where the usage is not known. */
  input_tokens: number | null
  output_tokens: number | null
  cache_read_tokens: number | null
  cache_write_5m_tokens: number | null
  cache_write_1h_tokens: number | null
  web_searches: number | null
  cost_micro_usd: number | null
  /** JSON of a `PlanNote`. */
  plan: string | null
  /** `hash` of its `LogMessageTable`; 0 for a success, null where it was written without one. */
  message_hash: number | null
}

/** A message of failures, by which their log entries are found. */
export interface LogMessageTable {
  /** `hashText` of the text. */
  hash: number
  /** `toSearchText` of the message. */
  text: string
  /** No entry with it began earlier, epoch milliseconds. */
  first_at: number
  /** No entry with it began later, epoch milliseconds. */
  last_at: number
}

/** The `SumFigures` of some log entries. */
export interface SumColumns {
  entries: number
  requests: number
  successes: number
  client_errors: number
  aborts: number
  failures: number
  attempts: number
  failed_attempts: number
  input_tokens: number
  output_tokens: number
  cache_read_tokens: number
  cache_write_5m_tokens: number
  cache_write_1h_tokens: number
  cost_micro_usd: number
  unpriced: number
}

/**
 * Sums of log entries by span, dimension, bucket and subject: a `RollupCell`. Beside the columns
 * named here there is one for each slot of the two histograms, `first_event_0` ... and
 * `duration_0` ..., whose bounds are `HISTOGRAM_BOUNDS_MS`.
 */
export interface RollupTable extends SumColumns {
  /** `minute`, `hour` or `day`. */
  span: string
  /** `all`, `channel`, `model`, `token` or `channel_model`. */
  dimension: string
  /** Epoch milliseconds at which the bucket begins. */
  bucket: number
  /** 0 where there is none. */
  channel_id: number
  /** Model or token; empty where there is none. */
  name: string
  channel_name: string | null
}

/**
 * All that a session has used: a `SessionFigures`. Its rows lie in the order in which sessions began.
 */
export interface SessionTable extends SumColumns {
  id: Generated<number>
  /** Unique. */
  name: string
  /** No attempt of it began earlier, epoch milliseconds. */
  first_at: number
  /** No attempt of it began later, epoch milliseconds. */
  last_at: number
}

/** A `ClientToken`. */
export interface TokenTable {
  id: Generated<number>
  /** Unique. */
  name: string
  /** SHA-256 of the secret, in hex. Unique. */
  digest: string
  prefix: string
  enabled: number
  expires_at: number | null
  /** JSON array of names, or `null`. */
  models: string
  /** JSON array of ids, or `null`. */
  channel_ids: string
  /** JSON of `TokenLimits`. */
  limits: string
  last_used_at: number | null
  version: number
  created_at: number
  updated_at: number
}

/** The sums of a token's `TokenUse`s on one day, which begins at midnight UTC. */
export interface TokenUsageTable {
  day: number
  token_id: number
  requests: number
  cost_micro_usd: number
}

/** How often something has changed: where processes look for each other's changes. */
export interface RevisionTable {
  /** `channels`, `tokens` or `cooldowns`. */
  topic: string
  revision: number
}

/** A `Lease`. */
export interface LeaseTable {
  name: string
  owner: string
  expires_at: number
  fence: number
}

/** A `TokenDemand` of one process; the token of id 0 stands for the process itself. */
export interface TokenShareTable {
  token_id: number
  process: string
  demand: number
  used: number
  in_flight: number
  seen_at: number
}
