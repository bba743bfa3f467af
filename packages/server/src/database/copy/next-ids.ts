import { type Kysely, sql } from 'kysely'
import type { DatabaseAddress } from '../database-address.js'
import type { AnyTables } from '../open-tables.js'

/** Where an id of a table may still be spoken of when its row is gone. */
const MENTIONS: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  channels: [
    ['channels', 'id'],
    ['logs', 'channel_id'],
    ['rollups', 'channel_id'],
  ],
  channel_keys: [
    ['channel_keys', 'id'],
    ['logs', 'key_id'],
  ],
  tokens: [
    ['tokens', 'id'],
    ['token_usage', 'token_id'],
  ],
  logs: [['logs', 'id']],
  sessions: [['sessions', 'id']],
}

/** Sees to it that no id is given again after rows were written with the ids that they had. */
export async function raiseNextIds(
  db: Kysely<AnyTables>,
  kind: DatabaseAddress['kind'],
): Promise<void> {
  for (const [table, mentions] of Object.entries(MENTIONS)) {
    let last = 0
    for (const [where, column] of mentions) {
      const row = await db
        .selectFrom(where)
        .select((rows) => rows.fn.max(column).as('last'))
        .executeTakeFirst()
      last = Math.max(last, Number(row?.last ?? 0))
    }
    if (last > 0) await raise(db, kind, table, last)
  }
}

async function raise(
  db: Kysely<AnyTables>,
  kind: DatabaseAddress['kind'],
  table: string,
  last: number,
): Promise<void> {
  switch (kind) {
    case 'sqlite':
      await sql`delete from sqlite_sequence where name = ${table}`.execute(db)
      await sql`insert into sqlite_sequence (name, seq) values (${table}, ${last})`.execute(db)
      return
    case 'postgres':
      await sql`select setval(pg_get_serial_sequence(${table}, 'id'), ${last})`.execute(db)
      return
    case 'mysql':
      await sql`alter table ${sql.table(table)} auto_increment = ${sql.lit(last + 1)}`.execute(db)
  }
}
