import type { FileHandle } from 'node:fs/promises'
import type { LogEntry } from '../domain/log-entry.js'

/** A line of a journal file that holds an entry. */
export interface JournalLine {
  readonly entry: LogEntry
  /** Position at which the next line begins. */
  readonly end: number
}

const CHUNK_BYTES = 256 * 1024
const NEWLINE = 10

/**
 * The entries between two positions, at most `limit` of them, and the position behind the last
 * whole line that was looked at. Lines that hold no entry are passed over.
 */
export async function readJournalLines(
  file: FileHandle,
  from: number,
  to: number,
  limit: number,
): Promise<{ lines: JournalLine[]; end: number }> {
  const lines: JournalLine[] = []
  let end = from
  let chunkBytes = CHUNK_BYTES
  while (end < to && lines.length < limit) {
    const wanted = Math.min(chunkBytes, to - end)
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(wanted), 0, wanted, end)
    const chunk = buffer.subarray(0, bytesRead)
    let start = 0
    while (lines.length < limit) {
      const newline = chunk.indexOf(NEWLINE, start)
      if (newline < 0) break
      const entry = toEntry(chunk.toString('utf8', start, newline))
      start = newline + 1
      if (entry !== undefined) lines.push({ entry, end: end + start })
    }
    if (start === 0 && bytesRead < chunkBytes) break
    // A line longer than the chunk needs a larger one.
    if (start === 0) chunkBytes *= 2
    end += start
  }
  return { lines, end }
}

function toEntry(line: string): LogEntry | undefined {
  try {
    const value: unknown = JSON.parse(line)
    const isEntry = typeof value === 'object' && value !== null && 'requestId' in value
    return isEntry ? (value as LogEntry) : undefined
  } catch {
    return undefined
  }
}
