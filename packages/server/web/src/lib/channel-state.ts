import type { ListedChannel } from '../api/channels.js'
import type { ChannelState } from '../api/types.js'

/** What a channel is doing now, from what was loaded last and the time since. */
export function toChannelState(channel: ListedChannel, now: number): ChannelState {
  if (!channel.enabled) return 'disabled'
  if (channel.coolsUntil !== null && channel.coolsUntil > now) {
    return channel.state === 'probing' ? 'probing' : 'cooling'
  }
  return channel.state === undefined || channel.state === 'cooling' ? 'ready' : channel.state
}

/** The look of each state: which colour it has everywhere. */
export const STATE_LOOKS: Readonly<Record<ChannelState, 'good' | 'warn' | 'bad' | 'off'>> = {
  ready: 'good',
  cooling: 'bad',
  probing: 'warn',
  full: 'warn',
  disabled: 'off',
  outside_hours: 'off',
}
