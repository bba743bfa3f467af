import type { LogEntry } from '../domain/log-entry.js'
import type { Outcome } from '../domain/outcome.js'
import type { Reply, SimulatedRequest, Traffic, Upstream } from './traffic.js'

/** How near in time an attempt must lie to tell what another one would have met. */
const NEAR_MS = 2 * 60_000
/** What an answer is thought to take where the log holds none. */
const TYPICAL = { firstEventMs: 1_500, durationMs: 15_000 }

/**
 * Makes traffic of log entries, in any order: the requests as they came, and for each channel an
 * upstream that does at an instant what its nearest attempt in the log met, if that lies within two
 * minutes, and that answers in its usual time otherwise. What a channel would have done in hours in
 * which it was not asked, no log can tell.
 */
export function toTraffic(entries: readonly LogEntry[]): Traffic {
  const sorted = [...entries].sort((a, b) => a.time - b.time || a.attempt - b.attempt)
  const requests = new Map<string, SimulatedRequest>()
  const byChannel = new Map<number, LogEntry[]>()
  for (const entry of sorted) {
    const known = requests.get(entry.requestId)
    const inputTokens = Math.max(known?.inputTokens ?? 0, inputOf(entry))
    const { time, model, sessionId: session } = known === undefined ? entry : toFacts(known)
    requests.set(entry.requestId, { time, model, session, inputTokens })
    if (entry.channelId === null) continue
    const attempts = byChannel.get(entry.channelId)
    if (attempts === undefined) byChannel.set(entry.channelId, [entry])
    else attempts.push(entry)
  }
  const usual = typicalOf(sorted) ?? TYPICAL
  const upstreams = new Map<number, Upstream>()
  for (const [id, attempts] of byChannel) upstreams.set(id, toUpstream(attempts, usual))
  const unknown: Upstream = () => ({ outcome: ANSWERED, ...usual })
  return { requests: [...requests.values()], upstream: (id) => upstreams.get(id) ?? unknown }
}

const ANSWERED: Outcome = { kind: 'relayed', status: 200 }

function toFacts({ time, model, session }: SimulatedRequest) {
  return { time, model, sessionId: session }
}

function inputOf({ usage }: LogEntry): number {
  if (usage === null) return 0
  const { inputTokens, cacheReadTokens, cacheWrite5mTokens, cacheWrite1hTokens } = usage
  return inputTokens + cacheReadTokens + cacheWrite5mTokens + cacheWrite1hTokens
}

/** `attempts` in the order of their times. */
function toUpstream(attempts: readonly LogEntry[], fallback: typeof TYPICAL): Upstream {
  const usual = typicalOf(attempts) ?? fallback
  return (_, now): Reply => {
    const near = nearest(attempts, now)
    if (near === undefined) return { outcome: ANSWERED, ...usual }
    const { firstEventMs, durationMs } = near
    return { outcome: toOutcome(near), firstEventMs: firstEventMs ?? durationMs, durationMs }
  }
}

function nearest(attempts: readonly LogEntry[], now: number): LogEntry | undefined {
  let low = 0
  let high = attempts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((attempts[middle]?.time ?? 0) < now) low = middle + 1
    else high = middle
  }
  const away = (entry: LogEntry | undefined) =>
    entry === undefined ? Number.POSITIVE_INFINITY : Math.abs(entry.time - now)
  const [before, after] = [attempts[low - 1], attempts[low]]
  const near = away(after) <= away(before) ? after : before
  return away(near) <= NEAR_MS ? near : undefined
}

/** Medians over the attempts that were answered. */
function typicalOf(attempts: readonly LogEntry[]): typeof TYPICAL | undefined {
  const answered = attempts.filter(({ outcome }) => outcome === 'relayed')
  const firstEventMs = median(answered.map((entry) => entry.firstEventMs ?? entry.durationMs))
  const durationMs = median(answered.map((entry) => entry.durationMs))
  if (firstEventMs === undefined || durationMs === undefined) return undefined
  return { firstEventMs, durationMs }
}

function median(values: number[]): number | undefined {
  return values.sort((a, b) => a - b)[values.length >> 1]
}

/** What an attempt came to, from what the log keeps of it. */
function toOutcome({ outcome, statusCode: status, message }: LogEntry): Outcome {
  switch (outcome) {
    case 'relayed':
    case 'aborted':
    case 'timed-out':
    case 'no-candidate':
      return ANSWERED
    case 'rejected':
    case 'answer':
      return { kind: 'answer', status, headers: new Map(), body: '' }
    case 'error-in-200': {
      const errorType = /^\w+/.exec(message)?.[0] ?? 'api_error'
      return { kind: 'error-in-200', errorType, message }
    }
    case 'malformed':
      return { kind: 'malformed', what: 'empty' }
    case 'network':
      return { kind: 'network', fault: 'reset', message }
    case 'cut':
      return { kind: 'cut', status, message }
  }
}
