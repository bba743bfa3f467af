import { channelsQuery, cooldownsQuery, healthQuery } from '../../api/channels.js'
import { metricsQuery, recentErrorsQuery, summaryQuery } from '../../api/stats.js'
import { queryClient } from '../../app/query-client.js'
import { readQueryState } from '../../lib/query-state.js'

/** What the overview's address may hold. */
export const OVERVIEW_DEFAULTS = { range: '24h', from: '', to: '', guide: '', tested: '' }

/** What the charts show of all requests. */
export const TOTALS = {
  group: 'none',
  fields: [
    'requests',
    'successes',
    'client_errors',
    'aborts',
    'failures',
    'p50_first_event_ms',
    'p95_first_event_ms',
    'cache_hit_rate',
  ],
} as const

/** What they show of each model. */
export const COST_BY_MODEL = { group: 'model', fields: ['cost_micro_usd'] } as const

/** Asks for all that the overview shows, so that it can be on its way before the page is. */
export function prefetchOverview(parameters: URLSearchParams): void {
  const { range, from, to } = readQueryState(parameters, OVERVIEW_DEFAULTS)
  const choice = { range, from, to }
  void queryClient.prefetchQuery(channelsQuery)
  void queryClient.prefetchQuery(summaryQuery(choice))
  void queryClient.prefetchQuery(cooldownsQuery)
  void queryClient.prefetchQuery(healthQuery)
  void queryClient.prefetchQuery(recentErrorsQuery())
  void queryClient.prefetchQuery(metricsQuery(choice, TOTALS))
  void queryClient.prefetchQuery(metricsQuery(choice, COST_BY_MODEL))
}
