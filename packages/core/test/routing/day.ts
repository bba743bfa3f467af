import type { TrafficProfile } from '../../src/simulate/generate-traffic.js'
import { START, toChannel } from './world.js'

const HOUR = 3_600_000

/** A day of three channels: one rate-limited each 5 h, one flapping, one slow. */
export const DAY: TrafficProfile = {
  start: START,
  durationMs: 24 * HOUR,
  sessionsPerHour: 30,
  turns: 20,
  pauseMs: 120_000,
  model: 'claude-a',
  promptTokens: 30_000,
  turnTokens: 2_000,
  seed: 1,
  upstreams: {
    1: { quota: { requests: 900, windowMs: 5 * HOUR } },
    2: { flapping: { upMs: 20 * 60_000, downMs: 3 * 60_000 } },
    3: { firstEventMs: 6_000, durationMs: 30_000 },
  },
}
/** The channels of that day, with weights by how much they can take. */
export const THREE = [toChannel(1, { weight: 3 }), toChannel(2, { weight: 2 }), toChannel(3)]
