/** What a refusal says about the limit that it is for. */
export interface LimitNotice {
  /** Whether a quota is used up, as opposed to a limit on the rate. */
  readonly quota: boolean
  /** Epoch milliseconds at which to come back; undefined where the headers do not tell. */
  readonly retryAt: number | undefined
}

type Headers = ReadonlyMap<string, string>

/** Limits on the rate count by the minute: what takes longer to come back is a quota. */
const LONGEST_RATE_WINDOW_MS = 60_000

/**
 * Reads from a 429's headers which limit it is for and when to come back; undefined where they do
 * not speak of limits, or say that none is reached. Nonsense and times gone by count as not told.
 * First match wins:
 *
 * 1. windows of the unified limit that are `rejected`: their reset, the latest of several;
 * 2. `retry-after-ms`, `retry-after` (RFC 9110, 10.2.3: seconds or a date);
 * 3. `anthropic-ratelimit-*-reset` of the buckets whose `-remaining` is 0, the latest of several;
 *    of all buckets where none tells what remains.
 *
 * `retry-after` goes before the buckets, because their resets name the time at which they will be
 * full again, not the one from which they have something to give.
 */
export function readLimit(headers: Headers, now: number): LimitNotice | undefined {
  const rejected = rejectedWindowsReset(headers, now)
  const at = rejected.at ?? retryAfter(headers, now) ?? bucketsReset(headers, now)
  if (at !== undefined && at > now) {
    return { quota: rejected.found || at - now > LONGEST_RATE_WINDOW_MS, retryAt: at }
  }
  if (rejected.found) return { quota: true, retryAt: undefined }
  for (const [name, value] of headers) {
    if (namesLimit(name, value)) return { quota: false, retryAt: undefined }
  }
  return undefined
}

function namesLimit(name: string, value: string): boolean {
  if (name.startsWith(BUCKET)) return name.endsWith('-remaining') && toNumber(value) === 0
  return name.startsWith('retry-after') || name.includes('ratelimit')
}

const UNIFIED = 'anthropic-ratelimit-unified-'
const BUCKET = 'anthropic-ratelimit-'

function rejectedWindowsReset(headers: Headers, now: number) {
  let found = false
  let at: number | undefined
  for (const [name, value] of headers) {
    if (!name.startsWith(UNIFIED) || !name.endsWith('status')) continue
    if (value.trim().toLowerCase() !== 'rejected' || name.includes('overage')) continue
    found = true
    at = latest(at, futureInstant(headers.get(`${name.slice(0, -'status'.length)}reset`), now))
  }
  if (found) at ??= futureInstant(headers.get(`${UNIFIED}reset`), now)
  return { found, at }
}

function retryAfter(headers: Headers, now: number): number | undefined {
  const ms = toNumber(headers.get('retry-after-ms'))
  if (ms !== undefined) return now + ms
  const value = headers.get('retry-after')
  const seconds = toNumber(value)
  return seconds === undefined ? toDate(value) : now + seconds * 1000
}

function bucketsReset(headers: Headers, now: number): number | undefined {
  let told = false
  let ofExhausted: number | undefined
  let ofAll: number | undefined
  for (const [name, value] of headers) {
    if (!name.startsWith(BUCKET) || name.startsWith(UNIFIED) || !name.endsWith('-reset')) continue
    const at = futureInstant(value, now)
    const remaining = toNumber(headers.get(`${name.slice(0, -'reset'.length)}remaining`))
    told ||= remaining !== undefined
    ofAll = latest(ofAll, at)
    if (remaining === 0) ofExhausted = latest(ofExhausted, at)
  }
  return told ? ofExhausted : ofAll
}

function latest(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return Math.max(a, b)
}

/** Above this an epoch is in milliseconds: in seconds it would lie beyond the year 5000. */
const SECONDS_LIMIT = 1e11

/** RFC 3339 or epoch seconds; undefined for anything else and for the past. */
function futureInstant(value: string | undefined, now: number): number | undefined {
  const epoch = toNumber(value)
  const at = epoch === undefined ? toDate(value) : epoch < SECONDS_LIMIT ? epoch * 1000 : epoch
  return at !== undefined && at > now ? at : undefined
}

function toNumber(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,15}(\.\d+)?$/.test(value.trim()) ? Number(value) : undefined
}

const RFC_3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/
/** RFC 9110, 5.6.7: the form that is sent today and the older one that must still be read. */
const HTTP_DATE = /^[A-Z][a-z]{2,8}, \d\d[ -][A-Z][a-z]{2}[ -](\d\d|\d{4}) \d\d:\d\d:\d\d GMT$/
const ASCTIME = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}$/

/** `Date.parse` alone would read a date into almost any text with a number in it. */
function toDate(value: string | undefined): number | undefined {
  const text = value?.trim() ?? ''
  const at = ASCTIME.test(text)
    ? Date.parse(`${text} GMT`)
    : RFC_3339.test(text) || HTTP_DATE.test(text)
      ? Date.parse(text)
      : Number.NaN
  return Number.isNaN(at) ? undefined : at
}
