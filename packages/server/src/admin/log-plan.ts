import type { PlanNote, StoredLogEntry } from '@ccload/core'
import type { ExplainView } from './explain-view.js'

/**
 * The plan that a request has followed: what was tried, in that order, and what was left out. Null
 * where nothing was, or where it is not known.
 */
export function toLogPlan(
  attempts: readonly StoredLogEntry[],
  names: ReadonlyMap<number, string>,
): ExplainView[] | null {
  const plan = attempts.find((entry) => entry.plan !== null)?.plan
  if (plan == null) return null
  const tried = attempts.flatMap((entry) => toTried(entry, plan))
  const ids = new Set(tried.map((row) => row.channel_id))
  const leftOut = plan.leftOut
    .filter(({ channelId }) => !ids.has(channelId))
    .map(({ channelId, reason, until }) => ({
      channel_id: channelId,
      channel_name: names.get(channelId) ?? `#${channelId}`,
      key_id: null,
      included: false,
      position: null,
      reason,
      until: until === null ? null : new Date(until).toISOString(),
      model: null,
    }))
  return [...tried, ...leftOut]
}

function toTried(entry: StoredLogEntry, { ready }: PlanNote): ExplainView[] {
  const { channelId, channelName, keyId, attempt, upstreamModel } = entry
  if (channelId === null) return []
  return [
    {
      channel_id: channelId,
      channel_name: channelName ?? `#${channelId}`,
      key_id: keyId,
      included: true,
      position: attempt,
      reason: ready === 0 ? 'due-soonest' : 'ready',
      until: null,
      model: upstreamModel,
    },
  ]
}
