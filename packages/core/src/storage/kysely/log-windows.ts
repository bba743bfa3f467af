import type { Kysely } from 'kysely'
import { type CellSubject, type Dimension, SPAN_MS, type Span } from '../../domain/roll-up.js'
import { floorTo, type TimeRange } from '../../domain/time-range.js'
import type { LogFilter } from '../../ports/store.js'
import { findOldest } from './oldest-buckets.js'
import type { Database } from './schema.js'

/** Cells of the roll-ups that tell when there were entries of a kind. */
export interface LogGuide extends Pick<CellSubject, 'channelId' | 'name'> {
  readonly dimension: Dimension
}

/** The roll-ups that a filter can be guided by, the narrowest first. */
export function toGuides({ channelId, model, tokenName }: LogFilter): LogGuide[] {
  const guides: LogGuide[] = []
  if (channelId !== undefined && model !== undefined) {
    guides.push({ dimension: 'channel_model', channelId, name: model })
  } else if (channelId !== undefined) {
    guides.push({ dimension: 'channel', channelId, name: null })
  } else if (model !== undefined) {
    guides.push({ dimension: 'model', channelId: null, name: model })
  }
  if (tokenName !== undefined) {
    guides.push({ dimension: 'token', channelId: null, name: tokenName })
  }
  return guides
}

/**
 * The stretches of a range in which there are entries of a kind, the latest first. The roll-ups
 * take the place of one more index for each column: a rare value is found in the few minutes that
 * have it, a frequent one in the latest minutes anyway.
 */
export async function* findWindows(
  db: Kysely<Database>,
  guide: LogGuide,
  range: TimeRange,
): AsyncGenerator<TimeRange> {
  const cut = (window: TimeRange) => ({
    from: Math.max(window.from, range.from),
    to: Math.min(window.to, range.to),
  })
  const isLeft = ({ from, to }: TimeRange) => from < to
  const { minute: firstMinute } = await findOldest(db, guide.dimension)
  const hours = await findHours(db, guide, range)
  const hasMinutes = (hour: number) => hour >= floorTo(firstMinute, 'hour')
  for (const batch of inGrowingBatches(hours.filter(hasMinutes))) {
    const minutes = await findMinutes(db, guide, batch)
    yield* joinMinutes(minutes).map(cut).filter(isLeft)
  }
  const older = hours.filter((hour) => !hasMinutes(hour))
  yield* older.map((hour) => cut({ from: hour, to: hour + SPAN_MS.hour })).filter(isLeft)
}

/** The most hours whose minutes are asked for at once. */
const LARGEST_BATCH = 16

/** One at first, as the latest often holds enough, then ever more: rare entries lie far apart. */
function* inGrowingBatches(hours: readonly number[]): Generator<readonly number[]> {
  for (
    let at = 0, size = 1;
    at < hours.length;
    at += size, size = Math.min(4 * size, LARGEST_BATCH)
  ) {
    yield hours.slice(at, at + size)
  }
}

/** The hours that a range touches in which there is something, the latest first. */
async function findHours(
  db: Kysely<Database>,
  guide: LogGuide,
  { from, to }: TimeRange,
): Promise<number[]> {
  const rows = await selectBuckets(db, guide, 'hour')
    .where('bucket', '>=', floorTo(from, 'hour'))
    .where('bucket', '<', to)
    .execute()
  return rows.map((row) => Number(row.bucket))
}

const MINUTES = Array.from({ length: SPAN_MS.hour / SPAN_MS.minute }, (_, n) => n * SPAN_MS.minute)

/**
 * The minutes of some hours in which there is something, the latest first. Each is looked up by
 * itself: the hours may lie weeks apart, and to read all that is between them would be most of the
 * work.
 */
async function findMinutes(
  db: Kysely<Database>,
  guide: LogGuide,
  hours: readonly number[],
): Promise<number[]> {
  const minutes = hours.flatMap((hour) => MINUTES.map((offset) => hour + offset))
  const rows = await selectBuckets(db, guide, 'minute').where('bucket', 'in', minutes).execute()
  return rows.map((row) => Number(row.bucket))
}

function selectBuckets(db: Kysely<Database>, { dimension, channelId, name }: LogGuide, span: Span) {
  return db
    .selectFrom('rollups')
    .select('bucket')
    .where('span', '=', span)
    .where('dimension', '=', dimension)
    .where('channel_id', '=', channelId ?? 0)
    .where('name', '=', name ?? '')
    .orderBy('bucket', 'desc')
}

/** Minutes that follow one another become one stretch. */
function joinMinutes(latestFirst: readonly number[]): TimeRange[] {
  const windows: TimeRange[] = []
  for (const from of latestFirst) {
    const to = from + SPAN_MS.minute
    const last = windows.at(-1)
    if (last?.from === to) windows[windows.length - 1] = { from, to: last.to }
    else windows.push({ from, to })
  }
  return windows
}
