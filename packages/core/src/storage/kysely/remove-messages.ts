import type { Kysely } from 'kysely'
import type { SqlFlavor } from './dialects.js'
import type { Database } from './schema.js'
import { inTransaction } from './transaction.js'

/** Messages that are looked for at once. */
const PAGE = 10_000

/** Messages that go at once at most. */
const LARGEST_STEP = 1_000

/**
 * Removes the messages from the dictionary that no entry has any more, a few at a time. `before`: no
 * entry is left that began earlier.
 */
export async function removeMessages(
  db: Kysely<Database>,
  flavor: SqlFlavor,
  before: number,
  limit: number,
): Promise<void> {
  const oldest = await db
    .selectFrom('logs')
    .select('time')
    .orderBy('time')
    .limit(1)
    .executeTakeFirst()
  // In an empty log the next entries may be under way, with messages that are there already.
  if (oldest === undefined) return
  const end = Math.min(before, Number(oldest.time))
  while (true) {
    const rows = await db
      .selectFrom('log_messages')
      .select('hash')
      .where('last_at', '<', end)
      .limit(PAGE)
      .execute()
    const hashes = rows.map(({ hash }) => Number(hash)).sort((a, b) => a - b)
    const step = Math.min(limit, LARGEST_STEP)
    for (let at = 0; at < hashes.length; at += step) {
      const few = hashes.slice(at, at + step)
      // Who has written it again meanwhile has moved its end: asked here, under the row's lock.
      await inTransaction(db, flavor, (trx) =>
        trx
          .deleteFrom('log_messages')
          .where('hash', 'in', few)
          .where('last_at', '<', end)
          .execute(),
      )
    }
    if (rows.length < PAGE) return
  }
}
