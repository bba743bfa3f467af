import type { Kysely, Transaction } from 'kysely'
import type { LogEntry } from '../../domain/log-entry.js'
import { hashText, toSearchText } from '../../domain/message-text.js'
import { createBatchInsert } from './batch-insert.js'
import type { SqlFlavor } from './dialects.js'
import type { Database, LogMessageTable } from './schema.js'
import { widenTime } from './widen-time.js'

/** Stands for the message of a success: it has none. */
const NO_MESSAGE = 0

/** What stands in an entry's row for its message. */
export function toMessageHash({ outcome, message }: LogEntry): number {
  return outcome === 'relayed' ? NO_MESSAGE : hashText(toSearchText(message))
}

/**
 * Each message of some failures once, sorted so that writers lock rows in one order and never wait
 * for each other in a circle.
 */
export function toMessages(entries: readonly LogEntry[]): LogMessageTable[] {
  const messages = new Map<string, LogMessageTable>()
  for (const { outcome, message, time } of entries) {
    if (outcome === 'relayed') continue
    const known = messages.get(message)
    if (known === undefined) {
      const text = toSearchText(message)
      messages.set(message, { hash: hashText(text), text, first_at: time, last_at: time })
    } else {
      known.first_at = Math.min(known.first_at, time)
      known.last_at = Math.max(known.last_at, time)
    }
  }
  return joinAlike([...messages.values()].sort((a, b) => a.hash - b.hash))
}

/** Messages may differ in case alone. */
function joinAlike(sorted: readonly LogMessageTable[]): LogMessageTable[] {
  const joined: LogMessageTable[] = []
  for (const message of sorted) {
    const last = joined.at(-1)
    if (last?.hash !== message.hash) {
      joined.push(message)
      continue
    }
    last.first_at = Math.min(last.first_at, message.first_at)
    last.last_at = Math.max(last.last_at, message.last_at)
  }
  return joined
}

/** Adds messages to the dictionary, the table `log_messages`. */
export type WriteMessages = (
  trx: Transaction<Database>,
  messages: readonly LogMessageTable[],
) => Promise<void>

/** What is there stays, and the time that it spans only grows. */
export function createMessageWriter(db: Kysely<Database>, flavor: SqlFlavor): WriteMessages {
  const rows = createBatchInsert<LogMessageTable>(db, {
    table: 'log_messages',
    columns: ['hash', 'text', 'first_at', 'last_at'],
    pushValues: (values, { hash, text, first_at, last_at }) => {
      values.push(hash, text, first_at, last_at)
    },
    onConflict: (insert) =>
      flavor.onDuplicate(insert, ['hash'], (incoming) => widenTime('log_messages', incoming)),
  })
  return (trx, messages) => rows.execute(trx, messages)
}
