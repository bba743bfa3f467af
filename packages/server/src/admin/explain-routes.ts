import { type CcloadProxy, type SimulationReport, STRATEGIES, type Store } from '@ccload/core'
import * as z from 'zod'
import { type AdminRoute, adminRoute } from '../http/admin-route.js'
import { success } from '../http/reply.js'
import { createSerialQueue } from '../serial-queue.js'
import type { LiveSettings } from '../settings/live-settings.js'
import { replayLog } from '../simulate/replay-log.js'
import { explainView, toExplainViews } from './explain-view.js'

const explainBody = z.strictObject({
  model: z.string().trim().min(1).max(200),
  session: z.string().min(1).max(4096).nullish(),
  endpoint: z.enum(['messages', 'count_tokens', 'other']).default('messages'),
})

const simulateBody = z.strictObject({
  from_hours: z
    .number()
    .positive()
    .max(24 * 90)
    .default(24),
  policy: z.enum(STRATEGIES).default('affinity'),
  seed: z.int().min(0).max(2_147_483_647).default(1),
})

const spread = z.strictObject({ mean: z.number(), p95: z.number(), max: z.number() })
const count = z.int()

const simulationView = z
  .strictObject({
    entries: count.meta({ description: 'Log entries that were replayed' }),
    truncated: z.boolean().meta({ description: 'There were more: the oldest were left out' }),
    requests: count,
    answered: count,
    refused: count,
    cut: count,
    failovers: count,
    added_latency_ms: spread,
    first_event_ms: spread,
    continued: count.meta({ description: 'Requests that went on with a conversation' }),
    cache_hits: count.meta({ description: 'Those that found their prompt cached, by estimate' }),
    input_tokens: count,
    cached_tokens: count,
    channels: z.array(
      z.strictObject({
        channel_id: count,
        channel_name: z.string(),
        attempts: count,
        answered: count,
        share: z.number(),
        failed: count,
      }),
    ),
  })
  .meta({ id: 'Simulation' })

/** Where a request would go and why, and what another policy would have made of the past. */
export function explainRoutes(options: {
  store: Store
  explain: CcloadProxy['explain']
  settings: LiveSettings
  now: () => number
}): AdminRoute[] {
  const { store, explain, settings, now } = options
  const oneAtATime = createSerialQueue()
  return [
    adminRoute({
      method: 'post',
      path: '/admin/explain',
      summary:
        'Tell which channels a request would try now, in which order, and why not the others',
      body: explainBody,
      data: z.array(explainView),
      async handle({ body: { model, endpoint, session = null } }) {
        return success(toExplainViews(await explain({ model, endpoint, session })))
      },
    }),
    adminRoute({
      method: 'post',
      path: '/admin/simulate',
      summary: 'Replay the log under another policy',
      body: simulateBody,
      data: simulationView,
      async handle({ body: { from_hours, policy, seed } }) {
        const since = now() - from_hours * 3_600_000
        const { entries, truncated, reports } = await oneAtATime(() =>
          replayLog({ store, since, policies: [policy], seed, settings: settings.values() }),
        )
        const report = reports.get(policy) as SimulationReport
        return success({ entries, truncated, ...toView(report) })
      },
    }),
  ]
}

function toView(report: SimulationReport) {
  const { addedLatencyMs, firstEventMs, cacheHits, inputTokens, cachedTokens, channels } = report
  const { requests, answered, refused, cut, failovers, continued } = report
  return {
    requests,
    answered,
    refused,
    cut,
    failovers,
    added_latency_ms: addedLatencyMs,
    first_event_ms: firstEventMs,
    continued,
    cache_hits: cacheHits,
    input_tokens: inputTokens,
    cached_tokens: cachedTokens,
    channels: channels.map(({ channelId, name, ...rest }) => ({
      channel_id: channelId,
      channel_name: name,
      ...rest,
    })),
  }
}
