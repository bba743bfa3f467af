import type { Candidate, GroupMember, PriorityGroup } from '../domain/candidate.js'
import type { Channel } from '../domain/channel.js'
import { RecentMap } from '../domain/recent-map.js'
import { isPattern, matchesPattern } from './model-pattern.js'

/** One snapshot of the channels, arranged for routing. Immutable: a change makes a new table. */
export interface RoutingTable {
  /** All channels, disabled ones included. */
  readonly channels: readonly Channel[]
  /** The groups that serve a model, highest priority first; the same array for the same model. */
  groups(model: string): readonly PriorityGroup[]
}

/** How many requested models a table keeps its groups for: names behind a `*` are without end. */
const MODEL_LIMIT = 1_000

const NO_GROUPS: readonly PriorityGroup[] = []

/**
 * Arranges channels by the models they serve. A channel serves the models that it lists, exactly
 * or by wildcard, and those that it has an alias for. Groups are built when a model is first asked
 * for; after that a look-up is all that routing pays, however many channels there are.
 */
export function createRoutingTable(channels: readonly Channel[]): RoutingTable {
  const usable = channels
    .filter((channel) => channel.enabled && channel.keys.some((key) => key.enabled))
    .sort((a, b) => a.id - b.id)
  const exact = new Map<string, Channel[]>()
  const patterns = new Map<string, Channel[]>()
  for (const channel of usable) {
    for (const name of new Set([...channel.models, ...Object.keys(channel.aliases)])) {
      add(isPattern(name) ? patterns : exact, name, channel)
    }
  }
  const known = new RecentMap<string, readonly PriorityGroup[]>(MODEL_LIMIT)

  function serving(model: string): Channel[] {
    const found = new Set(exact.get(model))
    for (const [pattern, members] of patterns) {
      if (matchesPattern(pattern, model)) for (const channel of members) found.add(channel)
    }
    return [...found].sort((a, b) => a.id - b.id)
  }

  return {
    channels,
    groups(model) {
      let groups = known.get(model)
      if (groups === undefined) {
        groups = toGroups(model, serving(model))
        known.set(model, groups)
      }
      return groups
    },
  }
}

function add(index: Map<string, Channel[]>, name: string, channel: Channel): void {
  const channels = index.get(name)
  if (channels === undefined) index.set(name, [channel])
  else channels.push(channel)
}

function toGroups(model: string, channels: readonly Channel[]): readonly PriorityGroup[] {
  if (channels.length === 0) return NO_GROUPS
  const byPriority = new Map<number, PriorityGroup & { readonly members: GroupMember[] }>()
  for (const channel of channels) {
    const { priority } = channel
    const group = byPriority.get(priority) ?? { model, priority, members: [] }
    byPriority.set(priority, group)
    group.members.push(toMember(channel, group))
  }
  return [...byPriority.values()].sort((a, b) => b.priority - a.priority)
}

function toMember(channel: Channel, group: PriorityGroup): GroupMember {
  const alias = Object.hasOwn(channel.aliases, group.model)
    ? channel.aliases[group.model]
    : undefined
  const model = alias ?? group.model
  const candidates: Candidate[] = channel.keys
    .filter((key) => key.enabled)
    .map((key) => ({ channel, key, model, group }))
  return { channel, candidates }
}
