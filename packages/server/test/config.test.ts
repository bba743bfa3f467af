import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { loadConfig, parseConfig } from '../src/config.js'

it('starts with nothing set', () => {
  expect(parseConfig({})).toEqual({
    password: undefined,
    tokens: [],
    passphrases: [],
    trustProxy: 0,
    settings: {},
    port: 8080,
    host: '127.0.0.1',
    database: { kind: 'sqlite', path: 'data/ccload.db', name: 'data/ccload.db' },
    databasePool: 10,
    dataDir: 'data',
    workers: 1,
    drainMs: 30_000,
    metrics: { token: undefined, port: undefined },
    logLevel: 'info',
    unknownVariables: [],
  })
})

it('reads every variable', () => {
  const config = parseConfig({
    CCLOAD_PASS: 'a password with spaces',
    CCLOAD_AUTH: ' one, two ,,one',
    CCLOAD_SECRET: 'the new passphrase, the old passphrase',
    CCLOAD_ALLOW_OPEN: '1',
    CCLOAD_TRUST_PROXY: '10.0.0.0/8,loopback',
    CCLOAD_BLOCK_PRIVATE_UPSTREAMS: 'true',
    CCLOAD_CONNECT_TIMEOUT_MS: '1',
    CCLOAD_FIRST_EVENT_TIMEOUT_MS: '2',
    CCLOAD_IDLE_TIMEOUT_MS: '3',
    CCLOAD_REQUEST_TIMEOUT_MS: '0',
    CCLOAD_MAX_BODY_BYTES: '4096',
    CCLOAD_STRATEGY: 'least-latency',
    CCLOAD_JITTER: '0.25',
    PORT: '0',
    HOST: '::1',
    SQLITE_PATH: '/tmp/a file.db',
    CCLOAD_DATABASE_POOL: '20',
    CCLOAD_DATA_DIR: '/tmp/data',
    CCLOAD_METRICS_TOKEN: 'a-token-for-metrics',
    CCLOAD_METRICS_PORT: '9464',
    LOG_LEVEL: 'debug',
  })
  expect(config).toEqual({
    password: 'a password with spaces',
    tokens: [
      { name: 'token-1', secret: 'one' },
      { name: 'token-2', secret: 'two' },
    ],
    passphrases: ['the new passphrase', 'the old passphrase'],
    trustProxy: ['10.0.0.0/8', 'loopback'],
    settings: {
      connectTimeoutMs: 1,
      firstEventTimeoutMs: 2,
      streamFirstEventTimeoutMs: 2,
      idleTimeoutMs: 3,
      requestTimeoutMs: 0,
      maxBodyBytes: 4096,
      allowOpen: true,
      blockPrivateUpstreams: true,
      strategy: 'least-latency',
      jitter: 0.25,
    },
    port: 0,
    host: '::1',
    database: { kind: 'sqlite', path: '/tmp/a file.db', name: '/tmp/a file.db' },
    databasePool: 20,
    dataDir: '/tmp/data',
    workers: 1,
    drainMs: 30_000,
    metrics: { token: 'a-token-for-metrics', port: 9464 },
    logLevel: 'debug',
    unknownVariables: [],
  })
})

it.each([
  ['CCLOAD_PASS', 'p'.repeat(1025)],
  ['CCLOAD_AUTH', 'token with spaces'],
  ['CCLOAD_AUTH', 'schlüssel'],
  ['CCLOAD_SECRET', 'too short'],
  ['CCLOAD_SECRET', 'a long passphrase,'],
  ['CCLOAD_ALLOW_OPEN', 'maybe'],
  ['CCLOAD_TRUST_PROXY', 'everyone'],
  ['CCLOAD_TRUST_PROXY', '11'],
  ['CCLOAD_BLOCK_PRIVATE_UPSTREAMS', 'yes please'],
  ['CCLOAD_CONNECT_TIMEOUT_MS', '10s'],
  ['CCLOAD_FIRST_EVENT_TIMEOUT_MS', '-1'],
  ['CCLOAD_IDLE_TIMEOUT_MS', '1.5'],
  ['CCLOAD_REQUEST_TIMEOUT_MS', '1e9'],
  ['CCLOAD_MAX_BODY_BYTES', '12'],
  ['CCLOAD_STRATEGY', 'whatever'],
  ['CCLOAD_JITTER', '1.01'],
  ['PORT', '65536'],
  ['PORT', '80a'],
  ['HOST', 'http://127.0.0.1'],
  ['SQLITE_PATH', 'a\u0000b'],
  ['LOG_LEVEL', 'loud'],
  ['CCLOAD_DATABASE_URL', 'oracle://user:hidden@host/db'],
  ['CCLOAD_DATABASE_URL', 'postgres://user:hidden@host'],
  ['CCLOAD_DATABASE_URL', 'postgres://user:hidden%@host/db'],
  ['CCLOAD_DATABASE_POOL', 'many'],
  ['CCLOAD_DATA_DIR', 'a\u0000b'],
])('names %s and what it expects, but not its value', (name, value) => {
  const error = catchError(() => parseConfig({ [name]: value }))
  expect(error.code).toBe('invalid_option')
  expect(error.message).toMatch(new RegExp(`^${name} expects \\S`))
  expect(error.message).not.toContain(value)
})

it('lets a timeout for streams differ from that for other requests', () => {
  const both = {
    CCLOAD_FIRST_EVENT_TIMEOUT_MS: '2',
    CCLOAD_STREAM_FIRST_EVENT_TIMEOUT_MS: '3',
  }
  expect(parseConfig(both).settings).toEqual({
    firstEventTimeoutMs: 2,
    streamFirstEventTimeoutMs: 3,
  })
})

it('names all wrong variables at once', () => {
  const { message } = catchError(() => parseConfig({ PORT: 'x', CCLOAD_ALLOW_OPEN: 'x' }))
  expect(message.split('\n').map((line) => line.split(' ')[0])).toEqual([
    'CCLOAD_ALLOW_OPEN',
    'PORT',
  ])
})

it('takes an empty variable for unset', () => {
  expect(parseConfig({ PORT: '', CCLOAD_AUTH: ' ' })).toMatchObject({ port: 8080, tokens: [] })
})

it('points out variables that mean nothing', () => {
  expect(parseConfig({ CCLOAD_PASSWORD: 'x', PATH: '/bin' }).unknownVariables).toEqual([
    'CCLOAD_PASSWORD',
  ])
})

it('lets the environment win over the file, and flags over both', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ccload-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const envFile = join(folder, '.env')
  writeFileSync(envFile, 'PORT=1\nHOST=10.0.0.1\nLOG_LEVEL="warn" # quiet\nCCLOAD_AUTH=file\n')
  const environment = { PORT: '2', HOST: '10.0.0.2', CCLOAD_AUTH: '' }
  const config = loadConfig({ envFile, environment, flags: { PORT: '3', HOST: undefined } })
  expect(config).toMatchObject({ port: 3, host: '10.0.0.2', logLevel: 'warn' })
  expect(config.tokens).toEqual([{ name: 'token-1', secret: 'file' }])
})

it.each([
  ['sqlite:a/b.db', { kind: 'sqlite', path: 'a/b.db' }],
  ['sqlite:/a/b.db', { kind: 'sqlite', path: '/a/b.db' }],
  ['sqlite:///a/b.db', { kind: 'sqlite', path: '/a/b.db' }],
  [
    'postgresql://me:hidden@db.example:5433/ccload?sslmode=require',
    {
      kind: 'postgres',
      url: 'postgres://me:hidden@db.example:5433/ccload?sslmode=require',
      password: 'hidden',
      name: 'postgres://db.example:5433/ccload',
    },
  ],
  [
    'mariadb://me:h%40dden@db.example/ccload',
    { kind: 'mysql', password: 'h@dden', name: 'mysql://db.example/ccload' },
  ],
])('finds the database of %s', (CCLOAD_DATABASE_URL, database) => {
  expect(parseConfig({ CCLOAD_DATABASE_URL }).database).toMatchObject(database)
})

it('takes one database, and names both variables when there are two', () => {
  const both = { SQLITE_PATH: 'a.db', CCLOAD_DATABASE_URL: 'sqlite:b.db' }
  const { message } = catchError(() => parseConfig(both))
  expect(message).toMatch(/SQLITE_PATH.*CCLOAD_DATABASE_URL/)
  const { database } = loadConfig({ environment: both, flags: { SQLITE_PATH: 'c.db' } })
  expect(database.name).toBe('c.db')
})

it('needs no file', () => {
  expect(loadConfig({ envFile: '/nowhere/.env', environment: {} }).port).toBe(8080)
})

function catchError(run: () => unknown): Error & { code?: string } {
  try {
    run()
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error('expected an error')
}
