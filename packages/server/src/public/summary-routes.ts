import type { Store } from '@ccload/core'
import { Router } from 'express'
import * as z from 'zod'
import { wholeNumber } from '../admin/field-schemas.js'
import { toFieldFailure } from '../http/field-failure.js'
import { failure, sendReply, success } from '../http/reply.js'

const HOUR_MS = 3_600_000
/** Whoever asks, and however often: the database is asked once in so long. */
const FRESH_MS = 10_000
/** As far back as statistics by the hour are sure to reach, and no further for strangers. */
const MOST_HOURS = 24 * 31
const MOST = 100_000

const query = z.strictObject({ hours: wholeNumber(MOST_HOURS).default(24) })

/** ccLoad's totals, which anybody may see where the admin says so. */
export interface PublicSummary {
  readonly total_requests: number
  readonly success_requests: number
  readonly error_requests: number
  readonly active_channels: number
  readonly active_models: number
  readonly hours: number
}

/** `GET /public/summary`: not there unless it is switched on. */
export function publicSummaryRoutes(options: {
  stats: Store['stats']
  isOn: () => boolean
  now: () => number
}): Router {
  const { stats, isOn, now } = options
  const router = Router({ caseSensitive: true, strict: true })
  const known = new Map<number, { readonly at: number; readonly summary: Promise<PublicSummary> }>()

  function read(hours: number): Promise<PublicSummary> {
    const last = known.get(hours)
    if (last !== undefined && now() - last.at < FRESH_MS) return last.summary
    const summary = readSummary(stats, hours, now())
    known.set(hours, { at: now(), summary })
    summary.catch(() => known.delete(hours))
    return summary
  }

  router.get('/public/summary', async (request, response) => {
    if (!isOn()) {
      return sendReply(response, failure(404, 'not_found', 'There is nothing here.'))
    }
    const checked = query.safeParse(request.query)
    if (!checked.success) return sendReply(response, toFieldFailure(checked.error, 'query'))
    sendReply(response, success(await read(checked.data.hours)))
  })
  return router
}

async function readSummary(
  stats: Store['stats'],
  hours: number,
  now: number,
): Promise<PublicSummary> {
  const range = { from: now - hours * HOUR_MS, to: now + 1 }
  const [all, channels, models] = await Promise.all([
    stats.totals({ ...range, dimension: 'all', limit: 1 }),
    stats.totals({ ...range, dimension: 'channel', limit: MOST }),
    stats.totals({ ...range, dimension: 'model', limit: MOST }),
  ])
  const { requests = 0, successes = 0 } = all[0]?.figures ?? {}
  return {
    total_requests: requests,
    success_requests: successes,
    error_requests: requests - successes,
    active_channels: channels.filter(({ channelId }) => channelId !== null).length,
    active_models: models.length,
    hours,
  }
}
