import { SUM_NAMES } from '../domain/figures.js'
import { SPAN_MS } from '../domain/roll-up.js'
import type { SeriesFigures, SeriesQuery, StatsStore } from '../ports/store.js'

type ReadSeries = StatsStore['series']

/** Of fewer there is not enough to be saved. */
const FEWEST_CHUNKS = 3

/** Rows that are remembered, over all queries: some megabytes. */
const MOST_ROWS = 20_000

/**
 * Remembers the steps of hours and days that are over, as charts ask for the same ones again and
 * again. Whether they still hold is seen by the sum of their hour or day, which is read each time:
 * late entries, those of other processes and a rebuild all change it.
 */
export function rememberSeries(read: ReadSeries, mostRows = MOST_ROWS): ReadSeries {
  const memory = createMemory(mostRows)

  return async (query) => {
    const { from, to, stepMs } = query
    const chunkMs = toChunk(stepMs)
    if (chunkMs === undefined || to - from < FEWEST_CHUNKS * chunkMs) return await read(query)
    const end = floorTo(to, chunkMs)
    const range = { from: floorTo(from, chunkMs), to: end, stepMs: chunkMs }
    const chunks = await readChunks(read, { ...query, ...range })
    const place = toPlace(query)
    const known = chunks.map(({ time, sum }) => memory.get(`${place} ${time}`, sum))
    const missing = known.indexOf(undefined)
    const start = chunks[missing]?.time ?? end
    const after = start < to ? await read({ ...query, from: start }) : []
    const rows = groupBy(after, ({ time }) => floorTo(time, chunkMs))
    for (const { time, sum } of chunks) {
      if (time >= start) memory.set(`${place} ${time}`, sum, rows.get(time) ?? [])
    }
    const remembered = missing < 0 ? known : known.slice(0, missing)
    const all = [...remembered.flatMap((part) => part ?? []), ...after]
    return all.filter(({ time }) => time >= floorTo(from, stepMs))
  }
}

function floorTo(time: number, lengthMs: number): number {
  return Math.floor(time / lengthMs) * lengthMs
}

/** The longer span that steps are parts of, and that there are roll-ups of. */
function toChunk(stepMs: number): number | undefined {
  return [SPAN_MS.hour, SPAN_MS.day].find((span) => stepMs < span && span % stepMs === 0)
}

interface Chunk {
  readonly time: number
  /** The figures of all its subjects, as text. */
  readonly sum: string
}

/** The chunks that there is anything in. */
async function readChunks(read: ReadSeries, query: SeriesQuery): Promise<Chunk[]> {
  const { figures = SUM_NAMES } = query
  const sums = await read({ ...query, figures: [...figures, 'entries'] })
  const groups = groupBy(sums, ({ time }) => time)
  return [...groups].map(([time, rows]) => ({ time, sum: JSON.stringify(rows) }))
}

/** What tells queries apart, but for their range. */
function toPlace({ dimension, channelId, name, stepMs, figures }: SeriesQuery): string {
  return JSON.stringify([dimension, channelId, name, stepMs, figures])
}

function groupBy(
  rows: readonly SeriesFigures[],
  toKey: (row: SeriesFigures) => number,
): Map<number, SeriesFigures[]> {
  const groups = new Map<number, SeriesFigures[]>()
  for (const row of rows) {
    const group = groups.get(toKey(row))
    if (group === undefined) groups.set(toKey(row), [row])
    else group.push(row)
  }
  return groups
}

function createMemory(mostRows: number) {
  const known = new Map<string, { readonly sum: string; readonly rows: readonly SeriesFigures[] }>()
  let size = 0

  function remove(key: string): void {
    size -= known.get(key)?.rows.length ?? 0
    known.delete(key)
  }

  return {
    /** The rows of a place, if they have that sum. */
    get(key: string, sum: string): readonly SeriesFigures[] | undefined {
      const found = known.get(key)
      if (found?.sum !== sum) return undefined
      // Whoever was asked for last goes last.
      known.delete(key)
      known.set(key, found)
      return found.rows
    },
    set(key: string, sum: string, rows: readonly SeriesFigures[]): void {
      remove(key)
      known.set(key, { sum, rows })
      size += rows.length
      for (const oldest of known.keys()) {
        if (size <= mostRows) break
        remove(oldest)
      }
    },
  }
}
