import type { Channel } from '../domain/channel.js'
import type { Hold } from '../domain/hold.js'
import type { RoutingState } from '../ports/selector.js'

/**
 * What keeps a channel from use at `now` with each of its enabled keys, cooldowns and what holds
 * for one model only left aside.
 */
export function channelHold(
  channel: Channel,
  state: Pick<RoutingState, 'hold'>,
  now: number,
): Hold | undefined {
  const group = { model: '', priority: channel.priority, members: [] }
  let found: Hold | undefined
  for (const key of channel.keys) {
    if (!key.enabled) continue
    found = state.hold({ channel, key, model: '', group }, now)
    if (found === undefined) return undefined
  }
  return found
}
