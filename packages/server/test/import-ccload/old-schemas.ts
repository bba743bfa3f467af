import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { tempFolder } from '../support/temp-folder.js'

/** September 2025: all of a channel in its row, instants as text, names that may be there twice. */
export const SEED = `
  create table channels (
    id integer primary key autoincrement, name text not null, api_key text not null,
    url text not null, priority integer not null default 0, models text not null,
    enabled integer not null default 1, created_at timestamp not null, updated_at timestamp not null
  );
  create table cooldowns (
    channel_id integer primary key, until timestamp not null, duration_ms integer not null default 0
  );
  create table logs (
    id integer primary key autoincrement, time timestamp not null, model text, channel_id integer,
    status_code integer not null, message text, duration real,
    is_streaming integer not null default 0, first_byte_time real
  );
  create table rr (key text primary key, idx integer not null);
`

/** October 2025: several keys as a list in the row, redirects, Unix time, one column in capitals. */
export const KEYS_IN_ROW = `
  create table channels (
    id integer primary key autoincrement, NAME text not null, api_key text not null,
    url text not null, priority integer not null default 0, models text not null,
    enabled integer not null default 1, created_at bigint not null, updated_at bigint not null,
    model_redirects text default '{}', api_keys text default '[]',
    key_strategy text default 'sequential', channel_type text default 'anthropic'
  );
  create table key_cooldowns (
    channel_id integer not null, key_index integer not null, until integer not null,
    duration_ms integer not null default 0, primary key (channel_id, key_index)
  );
  create table key_rr (channel_id integer primary key, idx integer not null);
`

/** November 2025: keys in a table with their cooldowns; the table of models is a mere index. */
export const KEY_TABLE = `
  create table channels (
    id integer primary key autoincrement, name text not null unique, url text not null,
    priority integer not null default 0, models text not null, model_redirects text default '{}',
    channel_type text default 'anthropic', enabled integer not null default 1,
    cooldown_until integer default 0, cooldown_duration_ms integer default 0,
    rr_key_index integer default 0, created_at bigint not null, updated_at bigint not null
  );
  create table api_keys (
    id integer primary key autoincrement, channel_id integer not null, key_index integer not null,
    api_key text not null, key_strategy text default 'sequential', cooldown_until integer default 0,
    cooldown_duration_ms integer default 0, created_at bigint not null, updated_at bigint not null,
    unique (channel_id, key_index)
  );
  create table channel_models (
    channel_id integer not null, model text not null, created_at bigint not null default 0,
    primary key (channel_id, model)
  );
  create table auth_tokens (
    id integer primary key autoincrement, token text not null unique, description text not null,
    created_at integer not null, expires_at integer, last_used_at integer,
    is_active integer not null default 1
  );
  create table system_settings (
    key text primary key, value text not null, value_type text not null, description text not null,
    default_value text not null, updated_at bigint not null
  );
`

/** 2026: models with redirects in a table, addresses as JSON, limits, OAuth, restricted tokens. */
export const LATEST = `
  create table channels (
    id integer primary key autoincrement, name varchar(191) not null unique, url text not null,
    priority int not null default 0, rpm_limit int not null default 0,
    max_concurrency int not null default 0,
    channel_type varchar(64) not null default 'anthropic',
    auth_type varchar(32) not null default 'api_key', oauth_credential text,
    websockets tinyint not null default 0,
    protocol_transform_mode varchar(32) not null default 'auto',
    enabled tinyint not null default 1, scheduled_check_enabled tinyint not null default 0,
    scheduled_check_model varchar(191) not null default '',
    cooldown_until bigint not null default 0, cooldown_duration_ms bigint not null default 0,
    daily_cost_limit double not null default 0, cost_multiplier double not null default 1,
    custom_request_rules text, cooldown_detection_rules text,
    proxy_url varchar(255) not null default '',
    available_time_start varchar(5) not null default '',
    available_time_end varchar(5) not null default '',
    retry_other_keys_on_failure tinyint not null default 0,
    created_at bigint not null default 0, updated_at bigint not null default 0,
    models text, model_redirects text
  );
  create table api_keys (
    id integer primary key autoincrement, channel_id int not null, key_index int not null,
    priority int not null default 0, api_key varchar(255) not null,
    note varchar(512) not null default '', allowed_models varchar(2000) not null default '',
    model_scope_empty tinyint not null default 0,
    key_strategy varchar(32) not null default 'sequential',
    cooldown_until bigint not null default 0, cooldown_duration_ms bigint not null default 0,
    disabled tinyint not null default 0, cost_multiplier double not null default 1,
    created_at bigint not null default 0, updated_at bigint not null default 0,
    unique (channel_id, key_index)
  );
  create table channel_models (
    channel_id int not null, model varchar(191) not null,
    redirect_model varchar(191) not null default '', disabled tinyint not null default 0,
    pricing text, model_variants text, created_at bigint not null default 0,
    primary key (channel_id, model)
  );
  create table channel_model_cooldowns (
    channel_id int not null, model varchar(191) not null, cooldown_until bigint not null,
    cooldown_duration_ms bigint not null default 0, updated_at bigint not null,
    primary key (channel_id, model)
  );
  create table channel_url_states (
    channel_id int not null, url_hash char(64) not null, url varchar(500) not null,
    disabled tinyint not null default 0, updated_at bigint not null,
    primary key (channel_id, url_hash)
  );
  create table auth_tokens (
    id integer primary key autoincrement, token varchar(100) not null unique,
    description varchar(512) not null, created_at bigint not null default 0,
    expires_at bigint not null default 0, last_used_at bigint not null default 0,
    is_active tinyint not null default 1, cost_used_microusd bigint not null default 0,
    cost_limit_microusd bigint not null default 0,
    cost_daily_limit_microusd bigint not null default 0,
    cost_monthly_limit_microusd bigint not null default 0,
    allowed_models varchar(2000) not null default '',
    allowed_channel_ids varchar(2000) not null default '',
    channel_restriction_mode varchar(16) not null default 'allow',
    max_concurrency int not null default 0
  );
`

/** Rows by table, as ccLoad would have written them. */
export type OldRows = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>

/** A database of ccLoad in a folder of its own. Returns its path. */
export function createOldDatabase(schema: string, rows: OldRows): string {
  const path = join(tempFolder(), 'old.db')
  const database = new SQLite(path)
  database.pragma('journal_mode = wal')
  database.exec(schema)
  for (const [table, list] of Object.entries(rows)) {
    for (const row of list) {
      const names = Object.keys(row)
      const marks = names.map(() => '?').join(', ')
      const insert = `insert into ${table} (${names.join(', ')}) values (${marks})`
      database.prepare(insert).run(...Object.values(row))
    }
  }
  database.close()
  return path
}
