import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import { createMutex } from './mutex.js'
import { type SqliteThread, startSqliteThread } from './sqlite-thread.js'

/** Which database, and how patient to be with it. */
export interface WorkerSqliteDialectOptions {
  /** A file, or `:memory:`. */
  readonly path: string
  /** How long a statement waits for a lock of another process: 5 s unless told. */
  readonly busyTimeoutMs?: number | undefined
}

/**
 * A Kysely dialect for SQLite that runs better-sqlite3 in a thread of its own, so that no query,
 * however slow, holds up the event loop. One connection, which a transaction has for itself.
 * Rows cannot be streamed: a stream would keep everybody else from the only connection.
 */
export function createWorkerSqliteDialect(options: WorkerSqliteDialectOptions): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => createDriver(options),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
}

interface Connection extends DatabaseConnection {
  readonly thread: SqliteThread
}

function createDriver({ path, busyTimeoutMs = 5_000 }: WorkerSqliteDialectOptions): Driver {
  const mutex = createMutex()
  let connection: Connection | undefined

  async function connect(): Promise<Connection> {
    // A connection never outlives its thread: half a transaction must not go on in another one.
    if (connection === undefined || connection.thread.isDead) {
      connection = toConnection(startSqliteThread({ path, busyTimeoutMs }))
    }
    return connection
  }

  async function run(target: DatabaseConnection, sql: string): Promise<void> {
    await (target as Connection).thread.execute(sql, [])
  }

  return {
    async init() {
      // Opens the database, so that what is wrong with it shows here.
      await run(await connect(), 'select 1')
    },
    async acquireConnection() {
      await mutex.lock()
      return connect()
    },
    async releaseConnection() {
      mutex.unlock()
    },
    // Whoever is going to write waits for other processes here, not half-way through.
    beginTransaction: (target, { accessMode }) =>
      run(target, accessMode === 'read only' ? 'begin' : 'begin immediate'),
    commitTransaction: (target) => run(target, 'commit'),
    rollbackTransaction: (target) => run(target, 'rollback'),
    async destroy() {
      await connection?.thread.close()
    },
  }
}

function toConnection(thread: SqliteThread): Connection {
  return {
    thread,
    async executeQuery<R>({ sql, parameters }: CompiledQuery) {
      const { rows, changes, insertId } = await thread.execute(sql, parameters)
      return {
        rows: rows as R[],
        ...(changes !== undefined && { numAffectedRows: BigInt(changes) }),
        ...(insertId !== undefined && { insertId: BigInt(insertId) }),
      }
    },
    // biome-ignore lint/correctness/useYield: it is there to refuse.
    async *streamQuery() {
      throw new Error('This dialect streams no rows. Read page by page instead.')
    },
  }
}
