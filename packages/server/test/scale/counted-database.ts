import SQLite from 'better-sqlite3'
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
import { createRowLocks } from './row-locks.js'
import type { VirtualClock } from './virtual-clock.js'
import { createVirtualPool } from './virtual-pool.js'

/** How long the database and the way to it take, in milliseconds. */
export interface DatabaseTimes {
  /** There, and back again with the answer. */
  readonly statementMs: number
  /** Until a transaction is on the disk. */
  readonly commitMs: number
}

/** What has been counted since the last reset, by table. */
export interface DatabaseCounts {
  /** Transactions that have written, by the table that they wrote first; `- table`: removed from. */
  readonly writes: Map<string, number>
  /** Statements that only read and are no part of a transaction, by table. */
  readonly reads: Map<string, number>
  /** Processes that were told of a change. */
  notices: number
  /** Transactions that tell all processes that something has changed. */
  notifications: number
  /** Milliseconds for which the rows of a table that all write were held. */
  readonly heldMs: Map<string, number>
  /** And how often. */
  readonly holds: Map<string, number>
  /** The most connections that were open at once. */
  mostConnections: number
}

/** A database that many processes use. */
export interface CountedDatabase {
  readonly counts: DatabaseCounts
  reset(): void
  /** Connections that are open. */
  readonly connections: number
  /** A dialect for each process: its connections are its own. */
  connect(poolSize: number): Dialect
  /** To be woken by each notification, on a connection for that. Returns the way to stop it. */
  listen(wake: () => void): () => void
  close(): void
}

/** Tables with rows that all processes write, for which they wait for each other. */
const SHARED = new Set(['log_messages', 'rollups', 'token_usage', 'rr', 'revisions'])

/**
 * A real SQLite database behind virtual connections: what is read and written is true, and each
 * statement, each commit and each wait for another transaction's rows takes its virtual time, as it
 * would on a database server. A commit that has counted up a revision wakes all who listen, as `NOTIFY`
 * does. Nothing is ever rolled back.
 */
export function createCountedDatabase(clock: VirtualClock, times: DatabaseTimes): CountedDatabase {
  const database = new SQLite(':memory:')
  const statements = new Map<string, SQLite.Statement>()
  const locks = createRowLocks()
  const listeners = new Set<() => void>()
  let connections = 0
  const counts = noCounts()

  function onChange(change: 1 | -1): void {
    connections += change
    counts.mostConnections = Math.max(counts.mostConnections, connections)
  }

  function run<R>({ sql, parameters }: CompiledQuery): QueryResult<R> {
    let statement = statements.get(sql)
    if (statement === undefined) {
      statement = database.prepare(sql)
      statements.set(sql, statement)
    }
    if (statement.reader) return { rows: statement.all(parameters) as R[] }
    const { changes, lastInsertRowid } = statement.run(parameters)
    return {
      rows: [],
      numAffectedRows: BigInt(changes),
      insertId: BigInt(lastInsertRowid),
    }
  }

  function notify(): void {
    counts.notifications += 1
    for (const wake of listeners) {
      counts.notices += 1
      clock.after(times.statementMs / 2, wake)
    }
  }

  class Connection implements DatabaseConnection {
    #isInTransaction = false
    #wrote: string[] = []
    readonly #held = new Map<string, number>()

    async begin(): Promise<void> {
      this.#isInTransaction = true
      await clock.wait(times.statementMs)
    }

    async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      const { table, isWrite } = toSubject(query.sql)
      if (isWrite) {
        this.#wrote.push(table)
        if (this.#isInTransaction) await this.#hold(table)
      } else if (!this.#isInTransaction) increase(counts.reads, table)
      await clock.wait(times.statementMs)
      const result = run<R>(query)
      if (isWrite && !this.#isInTransaction) await this.commit()
      return result
    }

    async commit(): Promise<void> {
      const [first] = this.#wrote
      if (first !== undefined) {
        increase(counts.writes, first)
        await clock.wait(times.commitMs)
        if (this.#wrote.includes('revisions')) notify()
      }
      for (const [table, since] of this.#held) {
        increase(counts.heldMs, table, clock.now() - since)
        increase(counts.holds, table)
        locks.give(table)
      }
      this.#held.clear()
      this.#wrote = []
      this.#isInTransaction = false
    }

    async #hold(table: string): Promise<void> {
      if (!SHARED.has(table) || this.#held.has(table)) return
      await locks.take(table)
      this.#held.set(table, clock.now())
    }

    // biome-ignore lint/correctness/useYield: nothing here streams.
    async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
      throw new Error('nothing streams')
    }
  }

  function createDriver(pool: ReturnType<typeof createVirtualPool>): Driver {
    return {
      async init() {},
      async acquireConnection() {
        await pool.acquire()
        return new Connection()
      },
      beginTransaction: (connection) => (connection as Connection).begin(),
      commitTransaction: (connection) => (connection as Connection).commit(),
      async rollbackTransaction() {
        throw new Error('a transaction has failed')
      },
      async releaseConnection() {
        pool.release()
      },
      async destroy() {},
    }
  }

  return {
    counts,
    reset: () => void Object.assign(counts, noCounts(), { mostConnections: connections }),
    get connections() {
      return connections
    },
    connect(size) {
      const pool = createVirtualPool({ clock, size, onChange })
      return {
        createDriver: () => createDriver(pool),
        createAdapter: () => new SqliteAdapter(),
        createIntrospector: (db) => new SqliteIntrospector(db),
        createQueryCompiler: () => new SqliteQueryCompiler(),
      }
    },
    listen(wake) {
      listeners.add(wake)
      onChange(1)
      return () => {
        if (listeners.delete(wake)) onChange(-1)
      }
    },
    close: () => void database.close(),
  }
}

function noCounts(): DatabaseCounts {
  return {
    writes: new Map(),
    reads: new Map(),
    notices: 0,
    notifications: 0,
    heldMs: new Map(),
    holds: new Map(),
    mostConnections: 0,
  }
}

function increase(counts: Map<string, number>, name: string, by = 1): void {
  counts.set(name, (counts.get(name) ?? 0) + by)
}

const SUBJECT = /^(insert into|update|delete from|select.*? from) "(\w+)"/s

/** The first table that a statement names. What removes something is told apart from what adds to it. */
function toSubject(sql: string): { readonly table: string; readonly isWrite: boolean } {
  const [, verb = 'select', name = 'none'] = SUBJECT.exec(sql) ?? []
  const isWrite = !verb.startsWith('select')
  return { table: verb === 'delete from' ? `- ${name}` : name, isWrite }
}
