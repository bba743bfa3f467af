import { type Kysely, type Migration, type RawBuilder, sql } from 'kysely'
import { type CaptureStore, type StoredCapture, toCaptureHead } from './capture-store.js'

/** What is captured: `head` and `content` are JSON. */
interface CaptureTable {
  request_id: string
  attempt: number
  time: number
  /** Of both texts. */
  bytes: number
  head: string
  content: string
}

/** The tables that captures are kept in. */
export interface CaptureTables {
  admin_captures: CaptureTable
}

/** So many go at once: a few megabytes, in which nothing else is written. */
const BATCH = 20

/** Creates the table. MySQL's plain text type ends at 64 KiB. */
export function captureMigration(options: {
  readonly isMysql: boolean
  readonly tableSuffix: RawBuilder<unknown>
}): Migration {
  const { isMysql, tableSuffix } = options
  const longText = isMysql ? sql`mediumtext` : 'text'
  return {
    async up(db) {
      const table = db.schema
        .createTable('admin_captures')
        .ifNotExists()
        .addColumn('request_id', 'varchar(100)', (column) => column.notNull())
        .addColumn('attempt', 'integer', (column) => column.notNull())
        .addColumn('time', 'bigint', (column) => column.notNull())
        .addColumn('bytes', 'bigint', (column) => column.notNull())
        .addColumn('head', 'text', (column) => column.notNull())
        .addColumn('content', longText, (column) => column.notNull())
        .addPrimaryKeyConstraint('admin_captures_pk', ['request_id', 'attempt'])
      await (isMysql ? table.modifyEnd(tableSuffix) : table).execute()
      const index = db.schema
        .createIndex('admin_captures_time')
        .on('admin_captures')
        .columns(['time', 'bytes'])
      await (isMysql ? index : index.ifNotExists()).execute()
    },
  }
}

/** Captures in the table `admin_captures`. */
export function createKyselyCaptures(db: Kysely<CaptureTables>): CaptureStore {
  const oldest = () =>
    db
      .selectFrom('admin_captures')
      .select(['request_id', 'attempt', 'bytes'])
      .orderBy('time')
      .orderBy('bytes')
      .limit(BATCH)

  async function remove(rows: readonly Pick<CaptureTable, 'request_id' | 'attempt'>[]) {
    if (rows.length === 0) return
    await db
      .deleteFrom('admin_captures')
      .where((where) =>
        where.or(
          rows.map(({ request_id, attempt }) =>
            where.and([where('request_id', '=', request_id), where('attempt', '=', attempt)]),
          ),
        ),
      )
      .execute()
  }

  async function total(): Promise<number> {
    const row = await db
      .selectFrom('admin_captures')
      .select(({ fn }) => fn.sum<number | string | null>('bytes').as('bytes'))
      .executeTakeFirst()
    return Number(row?.bytes ?? 0)
  }

  return {
    async append(captures) {
      const rows = captures.map(toRow)
      await db.transaction().execute(async (trx) => {
        // One by one: a statement has a longest length, and these are long.
        for (const row of rows) await trx.insertInto('admin_captures').values(row).execute()
      })
    },
    async list({ limit, requestId }) {
      const rows = await db
        .selectFrom('admin_captures')
        .select(['head', 'bytes'])
        .$if(requestId !== undefined, (query) => query.where('request_id', '=', requestId ?? ''))
        .orderBy('time', 'desc')
        .orderBy('attempt', 'desc')
        .limit(limit)
        .execute()
      return rows.map(({ head, bytes }) => ({ ...JSON.parse(head), storedBytes: Number(bytes) }))
    },
    async get(requestId, attempt) {
      const row = await db
        .selectFrom('admin_captures')
        .select(['head', 'content'])
        .where('request_id', '=', requestId)
        .where('attempt', '=', attempt)
        .executeTakeFirst()
      return row && { ...JSON.parse(row.head), ...JSON.parse(row.content) }
    },
    async trim(maxBytes) {
      let excess = (await total()) - maxBytes
      while (excess > 0) {
        const going = []
        for (const row of await oldest().execute()) {
          if (excess <= 0) break
          excess -= Number(row.bytes)
          going.push(row)
        }
        if (going.length === 0) return
        await remove(going)
      }
    },
    async removeBefore(time) {
      const rows = await oldest().where('time', '<', time).execute()
      await remove(rows)
      return rows.length
    },
    async removeAll() {
      const { numDeletedRows } = await db.deleteFrom('admin_captures').executeTakeFirstOrThrow()
      return Number(numDeletedRows)
    },
  }
}

function toRow(capture: StoredCapture): CaptureTable {
  const { request, answer } = capture
  const head = JSON.stringify(toCaptureHead(capture))
  const content = JSON.stringify({ request, answer })
  return {
    request_id: capture.requestId,
    attempt: capture.attempt,
    time: capture.time,
    bytes: Buffer.byteLength(head) + Buffer.byteLength(content),
    head,
    content,
  }
}
