import type { Kysely, Transaction } from 'kysely'
import { mergeSessions, type SessionSums, sumSessions } from '../../domain/session-sums.js'
import type { TimeRange } from '../../domain/time-range.js'
import { toLogEntry } from './log-rows.js'
import type { Database } from './schema.js'
import type { WriteSessions } from './session-writer.js'

/** Log entries that are read at once. */
const PAGE = 2_000

/**
 * Computes those of some sessions anew that began in a range, or are not there at all, from all of
 * their entries, whenever those are from.
 */
export async function rebuildSessions(
  trx: Transaction<Database>,
  write: WriteSessions,
  names: readonly string[],
  { from, to }: TimeRange,
): Promise<void> {
  // Before anything is read: who adds to one of them now has to wait.
  await trx
    .deleteFrom('sessions')
    .where('name', 'in', names)
    .where('first_at', '>=', from)
    .where('first_at', '<', to)
    .execute()
  const left = await trx.selectFrom('sessions').select('name').where('name', 'in', names).execute()
  const others = new Set(left.map(({ name }) => name))
  const sums: SessionSums[] = []
  for (const name of names) {
    if (others.has(name)) continue
    const sum = await sumEntries(trx, name)
    if (sum !== undefined) sums.push(sum)
  }
  await write(trx, sums)
}

async function sumEntries(db: Kysely<Database>, name: string): Promise<SessionSums | undefined> {
  let sum: SessionSums | undefined
  let time = 0
  let id = 0
  while (true) {
    const rows = await db
      .selectFrom('logs')
      .selectAll()
      .where('session_id', '=', name)
      .where('time', '>=', time)
      .where((logs) => logs.or([logs('time', '>', time), logs('id', '>', id)]))
      .orderBy('time')
      .orderBy('id')
      .limit(PAGE)
      .execute()
    const [added] = sumSessions(rows.map(toLogEntry))
    if (added !== undefined) sum = sum === undefined ? added : mergeSessions(sum, added)
    const last = rows.at(-1)
    if (last === undefined || rows.length < PAGE) return sum
    time = Number(last.time)
    id = Number(last.id)
  }
}
