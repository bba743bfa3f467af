import type { Outcome } from '../domain/outcome.js'
import { createRandom } from './random.js'
import type { SimulatedRequest, Traffic, Upstream } from './traffic.js'

/** How a made-up upstream behaves. */
export interface UpstreamProfile {
  /** Mean time to the first event, in milliseconds; single answers vary around it. 1,500 unless told. */
  readonly firstEventMs?: number | undefined
  /** Mean time to the end of an answer, in milliseconds. 15,000 unless told. */
  readonly durationMs?: number | undefined
  /** Requests that it takes in each window before it answers 429 until the window's end. */
  readonly quota?: { readonly requests: number; readonly windowMs: number } | undefined
  /** Alternates between being well for `upMs` and answering 529 for `downMs`. */
  readonly flapping?: { readonly upMs: number; readonly downMs: number } | undefined
}

/** Conversations as Claude Code holds them. */
export interface TrafficProfile {
  /** Epoch milliseconds at which it begins. */
  readonly start: number
  readonly durationMs: number
  /** How many conversations begin per hour. */
  readonly sessionsPerHour: number
  /** How many requests a conversation has, on average. */
  readonly turns: number
  /** The mean pause between a conversation's requests, in milliseconds. */
  readonly pauseMs: number
  readonly model: string
  /** Tokens of a conversation's first prompt, and by how much each turn makes it longer. */
  readonly promptTokens: number
  readonly turnTokens: number
  /** By channel id; a channel that is not named is always well. */
  readonly upstreams: Readonly<Record<number, UpstreamProfile>>
  readonly seed: number
}

/** Makes up traffic. The same profile gives the same requests and the same upstreams. */
export function generateTraffic(profile: TrafficProfile): Traffic {
  const { start, durationMs, sessionsPerHour, seed } = profile
  const random = createRandom(seed)
  const requests: SimulatedRequest[] = []
  const meanGapMs = 3_600_000 / sessionsPerHour
  let sessions = 0
  for (let at = start; at < start + durationMs; at += exponential(meanGapMs, random)) {
    sessions += 1
    requests.push(...conversation(`session-${sessions}`, at, profile, random))
  }
  const upstreams = new Map<number, Upstream>()
  return {
    requests: requests
      .filter(({ time }) => time < start + durationMs)
      .sort((a, b) => a.time - b.time),
    upstream(channelId) {
      const known = upstreams.get(channelId)
      if (known !== undefined) return known
      const own = profile.upstreams[channelId] ?? {}
      const upstream = createUpstream(own, start, createRandom(seed + channelId))
      upstreams.set(channelId, upstream)
      return upstream
    },
  }
}

function conversation(
  session: string,
  start: number,
  { turns, pauseMs, model, promptTokens, turnTokens }: TrafficProfile,
  random: () => number,
): SimulatedRequest[] {
  const count = Math.max(1, Math.round(exponential(turns, random)))
  let time = start
  return Array.from({ length: count }, (_, turn) => {
    if (turn > 0) time += exponential(pauseMs, random)
    return { time: Math.round(time), model, session, inputTokens: promptTokens + turn * turnTokens }
  })
}

function createUpstream(profile: UpstreamProfile, start: number, random: () => number): Upstream {
  const { firstEventMs = 1_500, durationMs = 15_000, quota, flapping } = profile
  let window = -1
  let used = 0
  return (_, now) => {
    const refusedMs = Math.round(firstEventMs / 5)
    const since = now - start
    if (flapping !== undefined) {
      const { upMs, downMs } = flapping
      if (since % (upMs + downMs) >= upMs) return refusal(529, refusedMs)
    }
    if (quota !== undefined) {
      const current = Math.floor(since / quota.windowMs)
      if (current !== window) used = 0
      window = current
      if (used >= quota.requests) {
        return refusal(429, refusedMs, quotaHeaders(start + (current + 1) * quota.windowMs))
      }
      used += 1
    }
    const factor = 0.5 + random()
    return {
      outcome: { kind: 'relayed', status: 200 },
      firstEventMs: Math.round(firstEventMs * factor),
      durationMs: Math.round(durationMs * factor),
    }
  }
}

function quotaHeaders(resetAt: number): Map<string, string> {
  return new Map([
    ['anthropic-ratelimit-unified-status', 'rejected'],
    ['anthropic-ratelimit-unified-reset', String(Math.ceil(resetAt / 1000))],
  ])
}

function refusal(status: number, ms: number, headers = new Map<string, string>()) {
  const outcome: Outcome = { kind: 'answer', status, headers, body: '' }
  return { outcome, firstEventMs: ms, durationMs: ms }
}

function exponential(mean: number, random: () => number): number {
  return -Math.log(1 - random()) * mean
}
