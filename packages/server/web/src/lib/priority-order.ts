/** What ordering needs to know of a channel. */
export interface Ranked {
  readonly id: number
  readonly priority: number
}

/** A new priority for a channel. */
export interface PriorityChange {
  readonly id: number
  readonly priority: number
}

/** Highest priority first; within one, the older channel first. */
export function byPriority(a: Ranked, b: Ranked): number {
  return b.priority - a.priority || a.id - b.id
}

/**
 * What has to change for `id` to come right after `after` (null: first of all), in an order by
 * {@link byPriority}. Between two priorities with room it gets one of its own; where there is no
 * room, those above make some. Beside a channel of a shared priority it joins that priority.
 */
export function moveBehind(
  channels: readonly Ranked[],
  id: number,
  after: number | null,
): PriorityChange[] {
  const order = [...channels].sort(byPriority)
  const moved = order.find((channel) => channel.id === id)
  const rest = order.filter((channel) => channel !== moved)
  const place = after === null ? 0 : rest.findIndex((channel) => channel.id === after) + 1
  const above = rest[place - 1]
  const below = rest[place]
  if (moved === undefined || (after !== null && above === undefined)) return []
  if (order[place] === moved) return []
  if (above === undefined) return below ? change(moved, below.priority + STEP) : []
  if (below === undefined) return change(moved, above.priority - STEP)
  if (above.priority === below.priority) return change(moved, above.priority)
  if (above.priority - below.priority > 1) {
    return change(moved, Math.floor((above.priority + below.priority) / 2))
  }
  const priority = above.priority
  const raised = rest.slice(0, place).flatMap((each) => change(each, each.priority + 1))
  return [...raised, ...change(moved, priority)]
}

function change(channel: Ranked, priority: number): PriorityChange[] {
  return channel.priority === priority ? [] : [{ id: channel.id, priority }]
}

/** Leaves room for others. */
const STEP = 10
