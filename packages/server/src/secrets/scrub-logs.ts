import type { LogEntry, LogJournal, Store } from '@ccload/core'
import type { Scrubber } from '../security/scrubber.js'

/** A store that keeps secrets out of log rows: an upstream's error may repeat the key it refused. */
export function scrubLogs(store: Store, scrubber: Scrubber): Store {
  const { logs } = store
  return {
    ...store,
    logs: { ...logs, append: (entries) => logs.append(scrubAll(entries, scrubber)) },
  }
}

/** The same for the file where log entries wait for the store. */
export function scrubJournal(journal: LogJournal, scrubber: Scrubber): LogJournal {
  return {
    get size() {
      return journal.size
    },
    append: (entries) => journal.append(scrubAll(entries, scrubber)),
    read: (limit) => journal.read(limit),
    discard: (count) => journal.discard(count),
    close: () => journal.close(),
  }
}

function scrubAll(entries: readonly LogEntry[], { scrub }: Scrubber): LogEntry[] {
  return entries.map((entry) =>
    entry.message === '' ? entry : { ...entry, message: scrub(entry.message) },
  )
}
