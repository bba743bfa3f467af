import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { LogEntry } from '../domain/log-entry.js'
import { type Logger, silentLogger } from '../ports/logger.js'
import { type JournalLine, readJournalLines } from './file-journal-lines.js'
import type { LogJournal } from './log-journal.js'

/** Where a journal file is and how large it may grow. */
export interface FileJournalOptions {
  /** A file for one process at a time. It and its folder are created where they are missing. */
  readonly path: string
  /** 64 MiB unless told: about 100,000 entries. */
  readonly maxBytes?: number | undefined
  /** Silent unless told. */
  readonly logger?: Logger | undefined
}

/**
 * A journal in a file of one JSON entry per line. It is only ever appended to, and emptied when all
 * of it has been discarded. A process that is killed leaves at most a torn last line, which the
 * next one cuts off; what it had discarded, but not emptied yet, is there again. Rejects when the
 * file cannot be opened.
 */
export async function createFileJournal(options: FileJournalOptions): Promise<LogJournal> {
  const { path, maxBytes = 64 * 1024 * 1024, logger = silentLogger } = options
  await mkdir(dirname(path), { recursive: true })
  const file = await open(path, 'a+', 0o600)
  let { size, length } = await recover(file, logger)
  let offset = 0
  let isTorn = false
  let lastRead: readonly JournalLine[] = []
  let turn: Promise<unknown> = Promise.resolve()

  /** Makes one change to the file after the other. */
  function inTurn<T>(change: () => Promise<T>): Promise<T> {
    const result = turn.then(change)
    turn = result.catch(() => {})
    return result
  }

  async function cutTornEnd(): Promise<void> {
    if (isTorn) await file.truncate(length)
    isTorn = false
  }

  async function append(entries: readonly LogEntry[]): Promise<boolean> {
    const data = Buffer.from(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''))
    if (length + data.length > maxBytes) return false
    await cutTornEnd()
    // A full disk may take a part of it.
    isTorn = true
    await file.appendFile(data)
    isTorn = false
    length += data.length
    size += entries.length
    return true
  }

  async function read(limit: number): Promise<readonly JournalLine[]> {
    const { lines } = await readJournalLines(file, offset, length, limit)
    if (lines.length < Math.min(limit, size)) {
      logger.error({ lost: size - lines.length }, 'the log journal has lost entries')
      size = lines.length
    }
    lastRead = lines
    return lines
  }

  async function discard(count: number): Promise<void> {
    const lines = lastRead.length >= count ? lastRead : await read(count)
    if (count >= size) {
      await file.truncate(0)
      size = length = offset = 0
    } else {
      size -= count
      offset = lines[count - 1]?.end ?? offset
    }
    lastRead = []
  }

  return {
    get size() {
      return size
    },
    append: (entries) => inTurn(() => append(entries)),
    read: async (limit) => (await inTurn(() => read(limit))).map((line) => line.entry),
    discard: (count) => inTurn(() => discard(count)),
    close: () => inTurn(() => file.close()),
  }
}

/** Counts the entries and cuts off what follows the last whole line. */
async function recover(file: FileHandle, logger: Logger) {
  const { size: found } = await file.stat()
  let size = 0
  let length = 0
  for (let isAtEnd = false; !isAtEnd; ) {
    const { lines, end } = await readJournalLines(file, length, found, 1_000)
    size += lines.length
    isAtEnd = end === length
    length = end
  }
  if (found > length) {
    logger.warn({ bytes: found - length }, 'the log journal ends in a torn line, which is cut off')
    await file.truncate(length)
  }
  return { size, length }
}
