import type { ListedChannel } from '../../api/channels.js'
import type { ChannelState } from '../../api/types.js'
import { toChannelState } from '../../lib/channel-state.js'
import { byPriority } from '../../lib/priority-order.js'

/** What the list can be narrowed to. */
export const SHOWS = ['all', 'problem', 'ready', 'cooling', 'disabled'] as const

export type Show = (typeof SHOWS)[number]

/** How many channels each choice of {@link SHOWS} has. */
export function countByState(
  channels: readonly ListedChannel[],
  now: number,
): Record<Show, number> {
  const count = (show: Show) => channels.filter((channel) => isShown(channel, show, now)).length
  return {
    all: channels.length,
    problem: count('problem'),
    ready: count('ready'),
    cooling: count('cooling'),
    disabled: count('disabled'),
  }
}

/** The channels of a choice whose name, address or models contain all words of the query. */
export function filterChannels(
  channels: readonly ListedChannel[],
  query: string,
  show: string,
  now: number,
): ListedChannel[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  return channels.filter((channel) => {
    if (!isShown(channel, show, now)) return false
    if (words.length === 0) return true
    const text = [channel.name, channel.url, ...channel.models].join('\n').toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

/** Orders by a column's id, with a minus in front: descending. Equal ones stay by priority. */
export function sortChannels(
  channels: readonly ListedChannel[],
  sort: string,
  now: number,
): ListedChannel[] {
  const isDescending = sort.startsWith('-')
  const compare = COMPARES[isDescending ? sort.slice(1) : sort] ?? COMPARES.priority
  const sign = isDescending ? -1 : 1
  return [...channels].sort((a, b) => sign * (compare?.(a, b, now) ?? 0) || byPriority(a, b))
}

/** Whether something about an enabled channel wants to be looked at. */
function hasProblem(channel: ListedChannel, now: number): boolean {
  if (!channel.enabled) return false
  const state = toChannelState(channel, now)
  if (state !== 'ready' && state !== 'outside_hours') return true
  return channel.keys.every((key) => !key.enabled)
}

function isShown(channel: ListedChannel, show: string, now: number): boolean {
  const state = toChannelState(channel, now)
  switch (show) {
    case 'problem':
      return hasProblem(channel, now)
    case 'ready':
      return state === 'ready'
    case 'cooling':
      return state === 'cooling' || state === 'probing'
    case 'disabled':
      return state === 'disabled'
    default:
      return true
  }
}

const STATE_ORDER: readonly ChannelState[] = [
  'ready',
  'probing',
  'full',
  'outside_hours',
  'disabled',
  'cooling',
]

const COMPARES: Readonly<
  Record<string, (a: ListedChannel, b: ListedChannel, now: number) => number>
> = {
  name: (a, b) => a.name.localeCompare(b.name),
  priority: (a, b) => a.priority - b.priority,
  weight: (a, b) => a.weight - b.weight,
  state: (a, b, now) =>
    STATE_ORDER.indexOf(toChannelState(a, now)) - STATE_ORDER.indexOf(toChannelState(b, now)),
}
