import type { Cooldown, CooldownCause } from './cooldown.js'

/**
 * The first rest that a cause earns, in milliseconds. Each further failure doubles it. A refused
 * credential and a used-up quota do not mend by themselves within seconds, so they start higher.
 */
export const FIRST_STEP_MS: Readonly<Record<CooldownCause, number>> = {
  connection: 1_000,
  timeout: 1_000,
  'server-error': 1_000,
  overloaded: 1_000,
  'rate-limit': 1_000,
  quota: 60_000,
  credential: 60_000,
  'not-found': 1_000,
  malformed: 1_000,
}

/** The shortest time for which a ladder is remembered after its cooldown has ended. */
const MIN_LADDER_MEMORY_MS = 10 * 60_000

/** The ladder's next step: the first one, or twice the last one, never more than the cap. */
export function nextStepMs(
  cause: CooldownCause,
  lastMs: number | undefined,
  maxCooldownMs: number,
): number {
  return Math.min(lastMs === undefined ? FIRST_STEP_MS[cause] : lastMs * 2, maxCooldownMs)
}

/**
 * Spreads a duration by up to `jitter` of itself either way, so that channels that failed together
 * do not come back together. `random` is from 0 to 1.
 */
export function withJitter(durationMs: number, jitter: number, random: number): number {
  return Math.round(durationMs * (1 + jitter * (2 * random - 1)))
}

/**
 * Until when a failure still climbs from this cooldown's step although it has ended: as long again
 * as it lasted, and ten minutes at least. Later failures start anew, so that a channel that fails
 * once a day rests for a second each time.
 */
export function ladderForgottenAt({ until, durationMs }: Pick<Cooldown, 'until' | 'durationMs'>) {
  return until + Math.max(durationMs, MIN_LADDER_MEMORY_MS)
}
