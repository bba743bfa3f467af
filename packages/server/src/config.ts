import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { parseEnv } from 'node:util'
import { CcloadError, Secret, toSecret } from '@ccload/core'
import * as z from 'zod'
import {
  type DatabaseAddress,
  toDatabaseAddress,
  toFileAddress,
} from './database/database-address.js'
import { toSettingValue, toSettingVariable } from './settings/setting.js'
import { toTextSchema } from './settings/setting-schema.js'
import { SETTING_LIST, type SettingValues } from './settings/settings-table.js'

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .refine((value) => value >= min && value <= max)
    .describe(`a whole number from ${min} to ${max}`)

const tokenList = z
  .string()
  .transform((text) => [...new Set(text.split(',').map((token) => token.trim()))].filter(Boolean))
  .refine((tokens) => tokens.every((token) => /^[\x21-\x7e]+$/.test(token)))
  .describe('client tokens separated by commas, each of printable ASCII without spaces')

const trustedProxies = z
  .string()
  .transform((text) => (/^\d+$/.test(text) ? Number(text) : text.split(',').map((s) => s.trim())))
  .refine((value) => (typeof value === 'number' ? value <= 10 : value.every(isProxyName)))
  .describe(
    'the number of reverse proxies in front (0 to 10), or their addresses separated by commas (IP, CIDR, or loopback, linklocal, uniquelocal)',
  )

function isProxyName(text: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true
  return [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()].some((form) => form.safeParse(text).success)
}

const passphrases = z
  .string()
  .transform((text) => text.split(',').map((passphrase) => passphrase.trim()))
  .refine((list) => list.every(({ length }) => length >= 16 && length <= 1024))
  .describe('a passphrase of 16 characters or more; after a change: the new one, the old one')

const databaseUrl = z
  .string()
  .transform(toDatabaseAddress)
  .refine((address) => address !== undefined)
  .describe(
    'sqlite:<path>, or postgres://, mysql:// or mariadb:// with a host and the name of a database',
  )

/** What is read once, at the start. The description is what a wrong value's error says. */
const VARIABLES = {
  CCLOAD_PASS: z
    .string()
    .max(1024)
    .transform(toSecret)
    .describe('the admin password, at most 1024 characters'),
  CCLOAD_AUTH: tokenList,
  CCLOAD_SECRET: passphrases,
  CCLOAD_TRUST_PROXY: trustedProxies,
  CCLOAD_METRICS_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]{16,1024}$/)
    .transform(toSecret)
    .describe('16 printable ASCII characters or more, without spaces'),
  CCLOAD_METRICS_PORT: wholeNumber(0, 65_535),
  PORT: wholeNumber(0, 65_535),
  HOST: z
    .string()
    .regex(/^[\w.:%-]+$/)
    .describe('an IP address or a host name to listen on'),
  SQLITE_PATH: z
    .string()
    .regex(/^\P{Cc}+$/u)
    .describe('the path of the database file'),
  CCLOAD_DATABASE_URL: databaseUrl,
  CCLOAD_DATABASE_POOL: wholeNumber(2, 1_000),
  CCLOAD_DATA_DIR: z
    .string()
    .regex(/^\P{Cc}+$/u)
    .describe('the path of a folder'),
  CCLOAD_WORKERS: z
    .union([z.literal('auto').transform(() => availableParallelism()), wholeNumber(1, 64)])
    .describe('auto, or a whole number from 1 to 64'),
  CCLOAD_DRAIN_MS: wholeNumber(0, 86_400_000),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .describe('trace, debug, info, warn, error, fatal or silent'),
}

/** Settings that can be changed while the server runs, where no variable fixes them. */
const SETTING_VARIABLES = new Map(
  SETTING_LIST.map(([name, setting]) => [toSettingVariable(name), toTextSchema(setting)]),
)

/** Every variable that the server knows. */
const VARIABLE_NAMES: readonly string[] = [...Object.keys(VARIABLES), ...SETTING_VARIABLES.keys()]

/** Environment variables by name, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>

/** What the server runs with, checked. */
export interface Config {
  /** Undefined: the password that the installation has, or a generated one. */
  readonly password: Secret | undefined
  readonly tokens: readonly { readonly name: string; readonly secret: Secret }[]
  /** What channels' keys are encrypted with, the current one first. Empty: a generated secret. */
  readonly passphrases: readonly Secret[]
  /** Express's `trust proxy`: a number of hops, or the addresses of the proxies. */
  readonly trustProxy: number | readonly string[]
  /** How metrics can be read; neither of them: not at all. */
  readonly metrics: { readonly token: Secret | undefined; readonly port: number | undefined }
  /** What is set from outside, and wins over what is stored. */
  readonly settings: Partial<SettingValues>
  readonly port: number
  readonly host: string
  readonly database: DatabaseAddress
  /** Connections to a database server at most. */
  readonly databasePool: number
  /** Where the journal and the secret lie where the database is on a server. */
  readonly dataDir: string
  /** Processes that serve. */
  readonly workers: number
  /** How long running requests may go on after a signal to stop. 0: until they end. */
  readonly drainMs: number
  readonly logLevel: string
  /** `CCLOAD_*` variables that mean nothing here: spelling mistakes, most likely. */
  readonly unknownVariables: readonly string[]
}

/**
 * Checks the variables. Empty ones count as unset, as container files cannot leave one out.
 * Throws `invalid_option` with one line for each wrong variable: its name and what it expects,
 * never its value, which may be a secret.
 */
export function parseConfig(environment: Environment): Config {
  const mistakes: string[] = []
  const parse: Parse = (name, schema) => {
    const text = environment[name]?.trim()
    if (text === undefined || text === '') return undefined
    const result = schema.safeParse(text)
    if (result.success) return result.data
    mistakes.push(`${name} expects ${schema.description}`)
    return undefined
  }
  const read = <N extends keyof typeof VARIABLES>(name: N) =>
    parse(name, VARIABLES[name]) as z.output<(typeof VARIABLES)[N]> | undefined
  const config: Config = {
    password: read('CCLOAD_PASS'),
    tokens: (read('CCLOAD_AUTH') ?? []).map((text, i) => {
      return { name: `token-${i + 1}`, secret: new Secret(text) }
    }),
    passphrases: (read('CCLOAD_SECRET') ?? []).map(toSecret),
    trustProxy: read('CCLOAD_TRUST_PROXY') ?? 0,
    metrics: { token: read('CCLOAD_METRICS_TOKEN'), port: read('CCLOAD_METRICS_PORT') },
    settings: readSettings(parse),
    port: read('PORT') ?? 8080,
    host: read('HOST') ?? '127.0.0.1',
    database: readDatabase(read('SQLITE_PATH'), read('CCLOAD_DATABASE_URL'), mistakes),
    databasePool: read('CCLOAD_DATABASE_POOL') ?? 10,
    dataDir: read('CCLOAD_DATA_DIR') ?? 'data',
    workers: read('CCLOAD_WORKERS') ?? 1,
    drainMs: read('CCLOAD_DRAIN_MS') ?? 30_000,
    logLevel: read('LOG_LEVEL') ?? 'info',
    unknownVariables: Object.keys(environment).filter(
      (name) => name.startsWith('CCLOAD_') && !VARIABLE_NAMES.includes(name),
    ),
  }
  if (mistakes.length > 0) throw new CcloadError('invalid_option', mistakes.join('\n'))
  return config
}

/**
 * The configuration from a `.env` file, the environment and the command line, the later winning.
 * A missing file is no mistake. Throws like {@link parseConfig}.
 */
export function loadConfig(
  options: { environment?: Environment; envFile?: string; flags?: Environment } = {},
): Config {
  const { environment = process.env, envFile = '.env', flags = {} } = options
  const file = existsSync(envFile) ? parseEnv(readFileSync(envFile, 'utf8')) : {}
  const given = { ...file, ...withoutEmpty(environment) }
  const named = withoutEmpty(flags)
  // A database named on the command line stands in the place of any other.
  if (named.SQLITE_PATH ?? named.CCLOAD_DATABASE_URL) {
    given.SQLITE_PATH = undefined
    given.CCLOAD_DATABASE_URL = undefined
  }
  return parseConfig({ ...given, ...named })
}

/** The variable that `--db` stands for: a path, or a URL. */
export function toDatabaseFlag(db: string | undefined): Environment {
  const isUrl = db !== undefined && /^(sqlite:|[a-z]+:\/\/)/.test(db)
  return isUrl ? { CCLOAD_DATABASE_URL: db } : { SQLITE_PATH: db }
}

function readDatabase(
  path: string | undefined,
  address: DatabaseAddress | undefined,
  mistakes: string[],
): DatabaseAddress {
  if (path !== undefined && address !== undefined) {
    mistakes.push('SQLITE_PATH and CCLOAD_DATABASE_URL are both set: leave one of them out')
  }
  return address ?? toFileAddress(path ?? 'data/ccload.db')
}

/** Reads a variable; undefined where it is not set, or wrong, which is then noted. */
type Parse = (name: string, schema: z.ZodType) => unknown

/** Where only the timeout for other requests is given, it counts for streams too. */
function readSettings(parse: Parse): Partial<SettingValues> {
  const given = SETTING_LIST.map(([name, setting]) => [
    name,
    toSettingValue(setting, parse(toSettingVariable(name), toTextSchema(setting))),
  ])
  const { firstEventTimeoutMs, ...settings } = Object.fromEntries(
    given.filter(([, value]) => value !== undefined),
  )
  if (firstEventTimeoutMs === undefined) return settings
  return { streamFirstEventTimeoutMs: firstEventTimeoutMs, ...settings, firstEventTimeoutMs }
}

function withoutEmpty(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()))
}
