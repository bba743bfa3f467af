import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import { createMutex, type Mutex } from './mutex.js'
import { type SqliteResult, type SqliteThread, startSqliteThread } from './sqlite-thread.js'

/** Which database, and how patient to be with it. */
export interface WorkerSqliteDialectOptions {
  /** A file, or `:memory:`. */
  readonly path: string
  /** How long a statement waits for a lock of another process: 5 s unless told. */
  readonly busyTimeoutMs?: number | undefined
}

/**
 * A Kysely dialect for SQLite that runs better-sqlite3 in a thread of its own, so that no query,
 * however slow, holds up the event loop. Statements are sent to it as they come, and answered in
 * that order; while a transaction is open, those of others wait. Rows cannot be streamed: a stream
 * would keep everybody else from the database.
 */
export function createWorkerSqliteDialect(options: WorkerSqliteDialectOptions): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => createDriver(options),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
}

function createDriver({ path, busyTimeoutMs = 5_000 }: WorkerSqliteDialectOptions): Driver {
  const turns = createMutex()
  let thread: SqliteThread | undefined

  function getThread(): SqliteThread {
    if (thread === undefined || thread.isDead) thread = startSqliteThread({ path, busyTimeoutMs })
    return thread
  }

  return {
    async init() {
      // Opens the database, so that what is wrong with it shows here.
      await getThread().execute('select 1', [])
    },
    acquireConnection: async () => new Connection(getThread, turns),
    // Whoever is going to write waits for other processes here, not half-way through.
    beginTransaction: (connection, { accessMode }) =>
      (connection as Connection).begin(accessMode === 'read only' ? 'begin' : 'begin immediate'),
    commitTransaction: (connection) => (connection as Connection).end('commit'),
    rollbackTransaction: (connection) => (connection as Connection).end('rollback'),
    releaseConnection: async (connection) => (connection as Connection).release(),
    async destroy() {
      await thread?.close()
    },
  }
}

/** What one query, or one transaction, is run by. */
class Connection implements DatabaseConnection {
  readonly #getThread: () => SqliteThread
  readonly #turns: Mutex
  #hasTurn = false
  /** Set in a transaction, which never goes on in another thread than that in which it began. */
  #own: SqliteThread | undefined

  constructor(getThread: () => SqliteThread, turns: Mutex) {
    this.#getThread = getThread
    this.#turns = turns
  }

  async begin(statement: string): Promise<void> {
    await this.#turns.lock()
    this.#hasTurn = true
    this.#own = this.#getThread()
    await this.#own.execute(statement, [])
  }

  async end(statement: string): Promise<void> {
    await this.#own?.execute(statement, [])
  }

  release(): void {
    if (this.#hasTurn) this.#turns.unlock()
    this.#hasTurn = false
    this.#own = undefined
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const { rows, changes, insertId } = await this.#execute(sql, parameters)
    return {
      rows: rows as R[],
      ...(changes !== undefined && { numAffectedRows: BigInt(changes) }),
      ...(insertId !== undefined && { insertId: BigInt(insertId) }),
    }
  }

  async #execute(sql: string, parameters: readonly unknown[]): Promise<SqliteResult> {
    if (this.#own !== undefined) return this.#own.execute(sql, parameters)
    if (!this.#turns.isHeld) return this.#getThread().execute(sql, parameters)
    await this.#turns.lock()
    try {
      // It is behind the transaction now. Whoever comes next need not wait for its answer.
      return this.#getThread().execute(sql, parameters)
    } finally {
      this.#turns.unlock()
    }
  }

  // biome-ignore lint/correctness/useYield: it is there to refuse.
  async *streamQuery(): AsyncGenerator<never> {
    throw new Error('This dialect streams no rows. Read page by page instead.')
  }
}
