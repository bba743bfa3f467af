import * as z from 'zod'
import { wholeNumber } from './field-schemas.js'

const HOUR_MS = 3_600_000

const instant = wholeNumber(8_640_000_000_000_000)

/** How a query names a stretch of time: by instants, or by the hours up to now. */
export const rangeFields = {
  from: instant.optional().describe('Epoch milliseconds, included'),
  to: instant.optional().describe('Epoch milliseconds, excluded; now unless told'),
  hours: wholeNumber(24 * 366 * 10)
    .optional()
    .describe('So many hours up to `to`, where `from` is not given; 24 unless told'),
}

interface RangeInput {
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly hours?: number | undefined
}

/** The stretch of time that a query names, `to` excluded. One that ends before it begins is empty. */
export function toRange({ from, to, hours = 24 }: RangeInput, now: number) {
  const end = to ?? now + 1
  return { from: from ?? Math.max(0, end - hours * HOUR_MS), to: end }
}

/** A text that names something. */
export const nameText = z.string().min(1).max(512)
