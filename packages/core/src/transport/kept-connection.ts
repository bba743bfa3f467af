/** No upstream closes an idle connection sooner: a reset on a busier one is meant as it is. */
const IDLE_MS = 1_000

/**
 * Whether a connection, idle since an instant, may be about to be closed by its upstream. Undefined:
 * nothing has been answered on it yet, or something is going on.
 */
export function isKept(idleSince: number | undefined, now: number): boolean {
  return idleSince !== undefined && now - idleSince >= IDLE_MS
}
