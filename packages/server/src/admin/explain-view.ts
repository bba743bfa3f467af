import type { ExplainedChannel } from '@ccload/core'
import * as z from 'zod'

/** One key of a channel in a plan, or a channel that has no part in it. */
export const explainView = z
  .strictObject({
    channel_id: z.int(),
    channel_name: z.string(),
    key_id: z.int().nullable(),
    included: z.boolean(),
    position: z.int().nullable().meta({ description: 'In the order of the attempts, from 1' }),
    reason: z.string(),
    until: z.iso.datetime().nullable(),
    model: z.string().nullable().meta({ description: "The upstream's name for the model" }),
  })
  .meta({ id: 'ExplainedCandidate' })

export type ExplainView = z.output<typeof explainView>

/** What would be tried, in its order, and then what would not. */
export function toExplainViews(plan: readonly ExplainedChannel[]): ExplainView[] {
  const last = Number.POSITIVE_INFINITY
  return plan
    .flatMap(toRows)
    .sort((a, b) => (a.position ?? last) - (b.position ?? last) || a.channel_id - b.channel_id)
}

function toRows(channel: ExplainedChannel): ExplainView[] {
  const { channelId, name, model, reason } = channel
  const common = { channel_id: channelId, channel_name: name, model }
  if (model === null) {
    return [{ ...common, key_id: null, included: false, position: null, reason, until: null }]
  }
  return channel.keys.map(({ keyId, position, reason, cooldown }) => ({
    ...common,
    key_id: keyId,
    included: position !== null,
    position,
    reason,
    until: cooldown === null ? null : new Date(cooldown.until).toISOString(),
  }))
}
