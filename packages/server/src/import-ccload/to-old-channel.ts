import { type Cells, isObject, toFlag, toList, toNumber, toObject, toTexts } from './old-cells.js'
import type { OldChannel, OldKey, OldModel, OldRow } from './old-channel.js'
import { readUrls } from './read-urls.js'

/** What later versions keep of a channel in tables of their own. Undefined: it is in the row. */
export interface OldParts {
  readonly keys?: readonly OldKey[] | undefined
  readonly keyStrategy?: string | undefined
  readonly models?: readonly OldModel[] | undefined
  readonly disabledUrls?: ReadonlySet<string> | undefined
  readonly unknown?: readonly string[] | undefined
}

/** Reads a row that holds a channel: of the table, or of the CSV file, of any version. */
export function toOldRow(label: string, cells: Cells, parts: OldParts = {}): OldRow {
  const name = cells('name').trim()
  const urls = readUrls(cells('urls') || cells('url'), parts.disabledUrls ?? new Set())
  if (urls === undefined) return { label, name, problem: 'its addresses cannot be read' }
  const models = parts.models ?? readModels(cells)
  if (models === undefined) return { label, name, problem: 'its models cannot be read' }
  const keys = parts.keys ?? readKeys(cells)
  if (keys === undefined) return { label, name, problem: 'its keys cannot be read' }
  const rules = readRules(cells('custom_request_rules'))
  if (rules === undefined) return { label, name, problem: 'its request rules cannot be read' }
  const channel: OldChannel = {
    id: toNumber(cells('id')),
    name,
    urls,
    keys,
    keyStrategy: parts.keyStrategy ?? cells('key_strategy'),
    models,
    priority: toNumber(cells('priority')),
    enabled: toFlag(cells('enabled')),
    type: cells('channel_type').trim().toLowerCase(),
    authType: cells('auth_type').trim().toLowerCase(),
    requestsPerMinute: toNumber(cells('rpm_limit')),
    concurrent: toNumber(cells('max_concurrency')),
    dailyCostUsd: toNumber(cells('daily_cost_limit')),
    costMultiplier: cells('cost_multiplier') === '' ? 1 : toNumber(cells('cost_multiplier')),
    proxyUrl: cells('proxy_url').trim(),
    from: cells('available_time_start').trim(),
    to: cells('available_time_end').trim(),
    headers: rules.headers,
    unknown: [...rules.unknown, ...readUnknown(cells), ...(parts.unknown ?? [])],
  }
  return { label, name, channel }
}

function readModels(cells: Cells): OldModel[] | undefined {
  const text = cells('models').trim()
  const isJson = /^[[{]|^null$/.test(text)
  const names = isJson ? toTexts(text) : text.split(',').map((name) => name.trim())
  const redirects = toObject(cells('model_redirects'))
  if (names === undefined || redirects === undefined) return undefined
  return names
    .filter((name) => name !== '')
    .map((name) => ({
      name,
      redirect: Object.hasOwn(redirects, name) ? String(redirects[name]) : '',
      enabled: true,
    }))
}

/** Keys in the row: a text with commas, and for a while a JSON list beside it that came first. */
function readKeys(cells: Cells): OldKey[] | undefined {
  const listed = toTexts(cells('api_keys'))
  const models = toList(cells('api_key_allowed_models'))
  const without = toList(cells('api_key_model_scope_empty'))
  const priorities = toList(cells('api_key_priorities'))
  const multipliers = toList(cells('api_key_cost_multipliers'))
  if (!listed || !models || !without || !priorities || !multipliers) return undefined
  const secrets = listed.length > 0 ? listed : cells('api_key').split(',')
  return secrets
    .map((secret) => secret.trim())
    .filter((secret) => secret !== '')
    .map((secret, at) => ({
      secret,
      // A key that has been found to serve no model is never used.
      enabled: without[at] !== true,
      note: '',
      priority: Number(priorities[at] ?? 0),
      models: Array.isArray(models[at]) ? models[at].map((name) => String(name)) : [],
      costMultiplier: Number(multipliers[at] ?? 1),
    }))
}

/** Headers that are set for each request. The other rules change what a client has sent. */
function readRules(text: string): Pick<OldChannel, 'headers' | 'unknown'> | undefined {
  const rules = toObject(text)
  if (rules === undefined) return undefined
  const given = Array.isArray(rules.headers) ? rules.headers.filter(isObject) : []
  const set = given.filter(({ action }) => action === 'override')
  const rest = given.length - set.length
  const hasBody = Array.isArray(rules.body) && rules.body.length > 0
  return {
    headers: Object.fromEntries(set.map(({ name, value }) => [String(name), String(value ?? '')])),
    unknown: [
      ...(rest > 0 ? ['rules that remove headers or add to them'] : []),
      ...(hasBody ? ['rules that change the body'] : []),
    ],
  }
}

const UNKNOWN: readonly (readonly [column: string, what: string])[] = [
  ['cooldown_detection_rules', 'rules for cooldowns'],
  ['ua_override', 'a user agent of its own'],
  ['ua_prefix', 'a user agent of its own'],
  ['ua_suffix', 'a user agent of its own'],
  ['ua_config', 'a user agent of its own'],
  ['model_pricing', 'prices of its own'],
]

function readUnknown(cells: Cells): string[] {
  const found = UNKNOWN.filter(([column]) => !/^(\{\}|\[\]|null)?$/.test(cells(column).trim()))
  const checks = toFlag(cells('scheduled_check_enabled')) ? ['scheduled checks'] : []
  return [...new Set(found.map(([, what]) => what)), ...checks]
}
