import { Worker } from 'node:worker_threads'

/** What a thread is started with. */
export interface SqliteWorkerData {
  readonly path: string
  /** How long a statement waits for a lock of another process. */
  readonly busyTimeoutMs: number
}

/** A statement to run. Null in its place closes the database and ends the thread. */
export interface SqliteRequest {
  readonly id: number
  readonly sql: string
  readonly parameters: readonly unknown[]
}

/** What a statement gave. */
export interface SqliteResult {
  readonly rows: Readonly<Record<string, unknown>>[]
  /** Rows changed; absent for a statement that reads. */
  readonly changes?: number
  readonly insertId?: number
}

/** Rows, column by column: to be taken to another thread, that is a fraction of the work. */
export interface SqliteColumns {
  readonly names: readonly string[]
  /** The values of each column. */
  readonly values: readonly (readonly unknown[])[]
}

/** The answer to the request of that id. */
export type SqliteReply =
  | { readonly id: number; readonly columns: SqliteColumns }
  | ({ readonly id: number } & Required<Pick<SqliteResult, 'changes' | 'insertId'>>)
  | {
      readonly id: number
      readonly error: { readonly message: string; readonly code: string | undefined }
    }

/** A SQLite database in a thread of its own, which is opened by the first statement. */
export interface SqliteThread {
  /** Set once the thread has ended: it runs nothing any more. */
  readonly isDead: boolean
  /** Runs one statement after the other. Rejects with SQLite's message and `code`. */
  execute(sql: string, parameters: readonly unknown[]): Promise<SqliteResult>
  /** Closes the database, after what was asked for before. */
  close(): Promise<void>
}

interface Waiting {
  resolve(result: SqliteResult): void
  reject(error: Error): void
}

/** Starts a thread. It keeps the process alive only while a statement is under way. */
export function startSqliteThread(data: SqliteWorkerData): SqliteThread {
  const worker = new Worker(new URL('./sqlite-worker.js', import.meta.url), { workerData: data })
  const waiting = new Map<number, Waiting>()
  let lastId = 0
  let death: Error | undefined
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))

  function die(cause: Error): void {
    death ??= cause
    for (const { reject } of waiting.values()) reject(death)
    waiting.clear()
  }

  worker.unref()
  worker.on('message', (reply: SqliteReply) => {
    const request = waiting.get(reply.id)
    waiting.delete(reply.id)
    if (waiting.size === 0) worker.unref()
    if ('error' in reply) request?.reject(toError(reply.error))
    else if ('columns' in reply) request?.resolve({ rows: toRows(reply.columns) })
    else request?.resolve({ ...reply, rows: [] })
  })
  worker.once('error', (error) => die(new Error('The SQLite thread has failed', { cause: error })))
  worker.once('exit', () => die(new Error('The SQLite thread has ended')))

  return {
    get isDead() {
      return death !== undefined
    },
    execute(sql, parameters) {
      return new Promise((resolve, reject) => {
        if (death !== undefined) return reject(death)
        const id = ++lastId
        worker.postMessage({ id, sql, parameters } satisfies SqliteRequest)
        if (waiting.size === 0) worker.ref()
        waiting.set(id, { resolve, reject })
      })
    },
    async close() {
      if (death !== undefined) return
      worker.ref()
      worker.postMessage(null)
      await ended
    },
  }
}

function toRows({ names, values }: SqliteColumns): Readonly<Record<string, unknown>>[] {
  const length = values[0]?.length ?? 0
  const rows: Record<string, unknown>[] = []
  for (let index = 0; index < length; index++) {
    const row: Record<string, unknown> = {}
    for (const [column, name] of names.entries()) row[name] = values[column]?.[index]
    rows.push(row)
  }
  return rows
}

function toError({ message, code }: { message: string; code: string | undefined }): Error {
  const error = new Error(message)
  return code === undefined ? error : Object.assign(error, { code })
}
