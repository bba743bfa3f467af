import { existsSync, readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { CcloadError, type ProxySettings } from '@ccload/core'
import { z } from 'zod'

const wholeNumber = (min: number, max: number, unit = '') =>
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .refine((value) => value >= min && value <= max)
    .describe(`a whole number from ${min} to ${max}${unit}`)

const durationMs = wholeNumber(0, 86_400_000, ' (milliseconds; 0 turns it off)')

const flag = z
  .enum(['0', '1', 'false', 'true'])
  .transform((value) => value === '1' || value === 'true')
  .describe('1 or 0')

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

/** Every variable the server reads. The description is what a wrong value's error says. */
const VARIABLES = {
  CCLOAD_PASS: z.string().max(1024).describe('the admin password, at most 1024 characters'),
  CCLOAD_AUTH: tokenList,
  CCLOAD_SECRET: passphrases,
  CCLOAD_ALLOW_OPEN: flag,
  CCLOAD_TRUST_PROXY: trustedProxies,
  CCLOAD_BLOCK_PRIVATE_UPSTREAMS: flag,
  CCLOAD_CONNECT_TIMEOUT_MS: durationMs,
  CCLOAD_FIRST_EVENT_TIMEOUT_MS: durationMs,
  CCLOAD_IDLE_TIMEOUT_MS: durationMs,
  CCLOAD_REQUEST_TIMEOUT_MS: durationMs,
  CCLOAD_MAX_BODY_BYTES: wholeNumber(1024, 1_073_741_824, ' (bytes)'),
  PORT: wholeNumber(0, 65_535),
  HOST: z
    .string()
    .regex(/^[\w.:%-]+$/)
    .describe('an IP address or a host name to listen on'),
  SQLITE_PATH: z
    .string()
    .regex(/^\P{Cc}+$/u)
    .describe('the path of the database file'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .describe('trace, debug, info, warn, error, fatal or silent'),
}

type VariableName = keyof typeof VARIABLES

/** Environment variables by name, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>

/** What the server runs with, checked. */
export interface Config {
  /** Undefined: the password that the installation has, or a generated one. */
  readonly password: string | undefined
  readonly tokens: readonly { readonly name: string; readonly secret: string }[]
  /** What channels' keys are encrypted with, the current one first. Empty: a generated secret. */
  readonly passphrases: readonly string[]
  readonly allowOpen: boolean
  /** Express's `trust proxy`: a number of hops, or the addresses of the proxies. */
  readonly trustProxy: number | readonly string[]
  readonly blockPrivateUpstreams: boolean
  /** The proxy's own; what is left out keeps the default of the core. */
  readonly settings: Partial<ProxySettings>
  readonly port: number
  readonly host: string
  readonly sqlitePath: string
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
  const read = <N extends VariableName>(name: N): z.output<(typeof VARIABLES)[N]> | undefined => {
    const text = environment[name]?.trim()
    if (text === undefined || text === '') return undefined
    const schema = VARIABLES[name]
    const result = schema.safeParse(text)
    if (result.success) return result.data as z.output<(typeof VARIABLES)[N]>
    mistakes.push(`${name} expects ${schema.description}`)
    return undefined
  }
  const firstEventTimeoutMs = read('CCLOAD_FIRST_EVENT_TIMEOUT_MS')
  const config: Config = {
    password: read('CCLOAD_PASS'),
    tokens: (read('CCLOAD_AUTH') ?? []).map((secret, i) => ({ name: `token-${i + 1}`, secret })),
    passphrases: read('CCLOAD_SECRET') ?? [],
    allowOpen: read('CCLOAD_ALLOW_OPEN') ?? false,
    trustProxy: read('CCLOAD_TRUST_PROXY') ?? 0,
    blockPrivateUpstreams: read('CCLOAD_BLOCK_PRIVATE_UPSTREAMS') ?? false,
    settings: withoutUndefined({
      connectTimeoutMs: read('CCLOAD_CONNECT_TIMEOUT_MS'),
      firstEventTimeoutMs,
      streamFirstEventTimeoutMs: firstEventTimeoutMs,
      idleTimeoutMs: read('CCLOAD_IDLE_TIMEOUT_MS'),
      requestTimeoutMs: read('CCLOAD_REQUEST_TIMEOUT_MS'),
      maxBodyBytes: read('CCLOAD_MAX_BODY_BYTES'),
    }),
    port: read('PORT') ?? 8080,
    host: read('HOST') ?? '127.0.0.1',
    sqlitePath: read('SQLITE_PATH') ?? 'data/ccload.db',
    logLevel: read('LOG_LEVEL') ?? 'info',
    unknownVariables: Object.keys(environment).filter(
      (name) => name.startsWith('CCLOAD_') && !Object.hasOwn(VARIABLES, name),
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
  return parseConfig({ ...file, ...withoutEmpty(environment), ...withoutEmpty(flags) })
}

function withoutUndefined<K extends string>(
  fields: Record<K, number | undefined>,
): Partial<Record<K, number>> {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given) as Partial<Record<K, number>>
}

function withoutEmpty(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()))
}
