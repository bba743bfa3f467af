import { RecentMap } from '../domain/recent-map.js'
import type { Coolable } from './cooldowns.js'

/** How long candidates took lately to begin their answers. */
export interface FirstEventTimes {
  /** An exponentially weighted mean in milliseconds; undefined before the first answer. */
  of(candidate: Coolable, now: number): number | undefined
  add(candidate: Coolable, firstEventMs: number, now: number): void
}

/** Part that the newest answer has in the mean, and more the longer ago the one before it was. */
const NEWEST = 0.25
/** The time after which an estimate that nothing has confirmed is worth 37 % (1/e) of itself. */
const DOUBT_MS = 120_000
/** Behind a wildcard clients choose the models' names. */
const MODELS_PER_CHANNEL = 200

/**
 * Kept per channel and model, for models differ more than channels do. An estimate shrinks while it
 * is not confirmed: a channel that was slow once would otherwise never be asked again.
 */
export function createFirstEventTimes(): FirstEventTimes {
  const channels = new Map<number, RecentMap<string, { mean: number; at: number }>>()

  return {
    of({ channel, model }, now) {
      const known = channels.get(channel.id)?.get(model)
      return known && known.mean * trust(now - known.at)
    },

    add({ channel, model }, firstEventMs, now) {
      let models = channels.get(channel.id)
      if (models === undefined) {
        models = new RecentMap(MODELS_PER_CHANNEL)
        channels.set(channel.id, models)
      }
      const known = models.get(model)
      const before = known === undefined ? 0 : (1 - NEWEST) * trust(now - known.at)
      const mean = firstEventMs + before * ((known?.mean ?? 0) - firstEventMs)
      models.set(model, { mean, at: now })
    },
  }
}

function trust(ageMs: number): number {
  return Math.exp(-Math.max(0, ageMs) / DOUBT_MS)
}
