import type { PriorityGroup } from '../domain/candidate.js'
import { isLimited } from '../domain/channel.js'

/** What is asked of all of a group's members, in their order, close together in memory. */
export interface GroupFacts {
  readonly ids: Float64Array
  readonly weights: Float64Array
  /** All weights are equal: then plain draws give the same order for less. */
  readonly isEven: boolean
  /** 1 for each channel that its own limits or hours may keep from use. */
  readonly isLimited: Uint8Array
}

const facts = new WeakMap<PriorityGroup, GroupFacts>()

/** A group never changes, so it is looked at once. */
export function factsOf(group: PriorityGroup): GroupFacts {
  const known = facts.get(group)
  if (known !== undefined) return known
  const { members } = group
  const made = {
    ids: Float64Array.from(members, ({ channel }) => channel.id),
    weights: Float64Array.from(members, ({ channel }) => channel.weight),
    isEven: members.every(({ channel }) => channel.weight === members[0]?.channel.weight),
    isLimited: Uint8Array.from(members, ({ channel }) => (isLimited(channel) ? 1 : 0)),
  }
  facts.set(group, made)
  return made
}
