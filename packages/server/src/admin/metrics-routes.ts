import {
  type Figures,
  NO_FIGURES,
  type SeriesFigures,
  type SeriesQuery,
  type Store,
} from '@ccload/core'
import * as z from 'zod'
import { type AdminRoute, adminRoute } from '../http/admin-route.js'
import { fieldFailure, success } from '../http/reply.js'
import { readChannelNames } from './channel-names.js'
import { wholeNumber } from './field-schemas.js'
import {
  FIGURE_VIEW_NAMES,
  type FiguresView,
  figuresFields,
  figuresView,
  toFiguresView,
  toSomeFigures,
  toSources,
} from './figures-view.js'
import { rangeFields, toRange } from './range-schema.js'

const MINUTE_MS = 60_000
const MOST_POINTS = 3_000

const metricsQuery = z.strictObject({
  ...rangeFields,
  bucket_min: wholeNumber(366 * 24 * 60).default(5),
  group: z.enum(['channel', 'none', 'model', 'token', 'outcome']).default('channel'),
  fields: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(FIGURE_VIEW_NAMES)))
    .optional()
    .describe('Names of figures, separated by commas: points have these alone, which is far less'),
})

/** What points are grouped by, when it is by outcome. */
const OUTCOMES = ['successes', 'clientErrors', 'aborts', 'failures'] as const

type MetricsQuery = z.output<typeof metricsQuery>

const outcomes = z.strictObject({ success: z.int(), error: z.int() })

const pointView = z
  .strictObject({
    ts: z.int().meta({ description: 'Epoch milliseconds at which the step begins' }),
    success: z.int(),
    error: z.int().meta({ description: 'Failures; of a channel, failed attempts' }),
    ...figuresFields,
    groups: z.record(z.string(), figuresView).optional(),
    channels: z.record(z.string(), outcomes).optional().meta({ description: "ccLoad's" }),
  })
  .meta({ id: 'MetricPoint' })

const chosenPointView = z
  .strictObject({
    ts: z.int(),
    ...figuresView.partial().shape,
    groups: z.record(z.string(), figuresView.partial()).optional(),
  })
  .meta({ id: 'ChosenMetricPoint', description: 'What `fields` asks for' })

type Groups = Readonly<Record<string, Partial<FiguresView>>>

/** Figures over time, for charts: one point per step, also where there is nothing. */
export function metricsRoutes(options: { store: Store; now: () => number }): AdminRoute[] {
  const { store, now } = options
  return [
    adminRoute({
      method: 'get',
      path: '/admin/metrics',
      summary:
        'Figures over time. Steps count from midnight UTC; those shorter than an hour reach as far back as statistics by the minute are kept',
      query: metricsQuery,
      data: z.array(z.union([pointView, chosenPointView])),
      async handle({ query }) {
        const { group, bucket_min: minutes, fields } = query
        const { from, to } = toRange(query, now())
        const stepMs = minutes * MINUTE_MS
        const first = Math.floor(from / stepMs) * stepMs
        const length = Math.max(0, Math.ceil((to - first) / stepMs))
        if (length > MOST_POINTS) {
          const what = `is too short for this range: it would make more than ${MOST_POINTS} points`
          return fieldFailure(400, 'invalid_field', 'bucket_min', what)
        }
        const range = { from, to, stepMs }
        const figures = toSources(fields ?? FIGURE_VIEW_NAMES)
        const ofAll = group === 'outcome' ? [...figures, ...OUTCOMES] : figures
        const [all, groups] = await Promise.all([
          store.stats.series({ ...range, dimension: 'all', figures: ofAll }),
          group === 'none' || group === 'outcome'
            ? []
            : // Without a choice they are without latencies, which would be most of the work.
              readGroups(store, group, { ...range, figures: fields && figures }),
        ])
        const totals = new Map(all.map(({ time, figures }) => [time, figures]))
        const toView = (figures: Figures, isOfChannel = false) =>
          toSomeFigures(figures, fields ?? FIGURE_VIEW_NAMES, { isOfChannel })
        const grouped = toGroupsByTime(groups, (figures) => toView(figures, group === 'channel'))
        return success(
          Array.from({ length }, (_, index) => {
            const ts = first + index * stepMs
            const figures = totals.get(ts) ?? NO_FIGURES
            const of = group === 'outcome' ? toOutcomes(figures, toView) : (grouped.get(ts) ?? {})
            if (fields) return { ts, ...toView(figures), ...(group !== 'none' && { groups: of }) }
            // Nothing was chosen, so they are whole.
            return toPoint(ts, figures, group, of as Record<string, FiguresView>)
          }),
        )
      },
    }),
  ]
}

/** The series of each subject, named as it is shown. Requests without a channel are no channel's. */
async function readGroups(
  store: Store,
  dimension: 'channel' | 'model' | 'token',
  query: Omit<SeriesQuery, 'dimension'>,
): Promise<(SeriesFigures & { label: string | null })[]> {
  const [rows, toChannelName] = await Promise.all([
    store.stats.series({ ...query, dimension }),
    readChannelNames(store),
  ])
  return rows.map((row) => ({
    ...row,
    label: dimension === 'channel' ? toChannelName(row) : row.name,
  }))
}

function toGroupsByTime(
  rows: readonly (SeriesFigures & { label: string | null })[],
  toView: (figures: Figures) => Partial<FiguresView>,
): Map<number, Groups> {
  const byTime = new Map<number, Record<string, Partial<FiguresView>>>()
  for (const { time, label, figures } of rows) {
    if (label === null) continue
    const groups = byTime.get(time) ?? Object.create(null)
    groups[label] = toView(figures)
    byTime.set(time, groups)
  }
  return byTime
}

function toOutcomes(figures: Figures, toView: (figures: Figures) => Partial<FiguresView>): Groups {
  const only = (requests: number) => toView({ ...NO_FIGURES, requests })
  return {
    success: only(figures.successes),
    client_error: only(figures.clientErrors),
    abort: only(figures.aborts),
    failure: only(figures.failures),
  }
}

function toPoint(
  ts: number,
  figures: Figures,
  group: MetricsQuery['group'],
  groups: Record<string, FiguresView>,
): z.output<typeof pointView> {
  const channels = Object.entries(groups).map(([name, own]) => {
    return [name, { success: own.successes, error: own.failed_attempts }] as const
  })
  return {
    ts,
    success: figures.successes,
    error: figures.failures,
    ...toFiguresView(figures),
    ...(group !== 'none' && { groups }),
    ...(group === 'channel' && { channels: Object.fromEntries(channels) }),
  }
}
