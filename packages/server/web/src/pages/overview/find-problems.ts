import type { ListedChannel, ListedCooldown } from '../../api/channels.js'
import { toChannelState } from '../../lib/channel-state.js'

/** Something that an operator should know at once. The worst kinds come first. */
export type Problem =
  /** No channel can take a request. */
  | { readonly kind: 'no-channel' }
  | {
      readonly kind: 'cooling'
      readonly channel: ListedChannel
      readonly cause: string | undefined
      readonly until: number
    }
  | { readonly kind: 'no-key'; readonly channel: ListedChannel }
  | { readonly kind: 'full'; readonly channel: ListedChannel }
  | {
      readonly kind: 'partly'
      readonly channel: ListedChannel
      readonly cooldown: ListedCooldown
    }

const ORDER: readonly Problem['kind'][] = ['no-channel', 'cooling', 'no-key', 'full', 'partly']

/** What is wrong with the channels now. Empty: nothing. */
export function findProblems(
  channels: readonly ListedChannel[],
  cooldowns: readonly ListedCooldown[],
  now: number,
): Problem[] {
  const problems = channels
    .filter(({ enabled }) => enabled)
    .flatMap((channel) => toProblem(channel, cooldowns, now))
  const isServed = channels.some((channel) => {
    const state = toChannelState(channel, now)
    return state === 'ready' && channel.keys.some((key) => key.enabled)
  })
  if (!isServed) problems.push({ kind: 'no-channel' })
  return problems.sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind))
}

function toProblem(
  channel: ListedChannel,
  cooldowns: readonly ListedCooldown[],
  now: number,
): Problem[] {
  if (channel.keys.every((key) => !key.enabled)) return [{ kind: 'no-key', channel }]
  const running = cooldowns.filter(
    ({ channel_id, endsAt }) => channel_id === channel.id && endsAt > now,
  )
  const state = toChannelState(channel, now)
  if (state === 'cooling' || state === 'probing') {
    const main = running.find(({ scope }) => scope === 'channel') ?? running[0]
    const cause = channel.cooldown_cause ?? main?.cause
    return [{ kind: 'cooling', channel, cause, until: channel.coolsUntil ?? now }]
  }
  if (state === 'full') return [{ kind: 'full', channel }]
  const [cooldown] = running
  return cooldown ? [{ kind: 'partly', channel, cooldown }] : []
}
