import type { LogRow } from '../../api/logs.js'

/** Both lists as one, each row once, newest first: by time, and within one instant by id. */
export function mergeRows(fresh: readonly LogRow[], loaded: readonly LogRow[]): readonly LogRow[] {
  const known = new Set(loaded.map(({ id }) => id))
  const added = fresh.filter(({ id }) => !known.has(id))
  if (added.length === 0) return loaded
  return [...added, ...loaded].sort(
    (a, b) => Date.parse(b.time) - Date.parse(a.time) || b.id - a.id,
  )
}
