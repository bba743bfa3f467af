import type { Candidate } from '../../src/domain/candidate.js'
import type { ChannelDraft } from '../../src/domain/channel.js'
import type { CooldownCause, CooldownScope } from '../../src/domain/cooldown.js'
import type { Outcome } from '../../src/domain/outcome.js'
import type { Verdict } from '../../src/domain/verdict.js'
import type { Clock } from '../../src/ports/clock.js'
import { type Logger, silentLogger } from '../../src/ports/logger.js'
import type { RouteRequest, Selector } from '../../src/ports/selector.js'
import type { Store } from '../../src/ports/store.js'
import { roundRobin } from '../../src/select/round-robin.js'
import {
  createRouting,
  ROUTING_DEFAULTS,
  type Routing,
  type RoutingSettings,
} from '../../src/state/routing.js'
import { createMemoryStore } from '../../src/storage/memory-store.js'

/** A clock that moves only when told to, and calls back on its way. */
export interface VirtualClock extends Clock {
  advance(ms: number): void
  /** How many callbacks are waiting. */
  readonly waiting: number
}

export function createVirtualClock(start = 1_700_000_000_000): VirtualClock {
  let now = start
  let timers: { at: number; callback: () => void }[] = []
  return {
    now: () => now,
    after(ms, callback) {
      const timer = { at: now + ms, callback }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
    advance(ms) {
      const end = now + ms
      for (;;) {
        const due = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
        if (due === undefined) break
        timers = timers.filter((timer) => timer !== due)
        now = due.at
        due.callback()
      }
      now = end
    },
    get waiting() {
      return timers.length
    },
  }
}

/** A channel that serves everything and has one key. */
export function draft(name: string, overrides: Partial<ChannelDraft> = {}): ChannelDraft {
  return {
    name,
    url: `http://${name}.test`,
    keys: [{ secret: `secret-of-${name}` }],
    models: ['*'],
    ...overrides,
  }
}

export function request(overrides: Partial<RouteRequest> = {}): RouteRequest {
  return { model: 'claude-sonnet-4-5', endpoint: 'messages', session: null, ...overrides }
}

export const SUCCESS: Verdict = { action: 'relay', clear: true }
const RELAYED: Outcome = { kind: 'relayed', status: 200 }
const FAULT: Outcome = { kind: 'network', fault: 'reset', message: '' }

/** A verdict that goes on to the next candidate and cools something. */
export function failure(
  scope: CooldownScope = 'channel',
  cause: CooldownCause = 'connection',
  until?: number,
): Verdict {
  return {
    action: 'next',
    cool: until === undefined ? { scope, cause } : { scope, cause, until },
  }
}

export interface RigOptions {
  readonly selector?: Selector
  readonly settings?: Partial<RoutingSettings>
  readonly store?: Store
  readonly clock?: VirtualClock
  readonly logger?: Logger
  readonly random?: () => number
}

/** Routing on a virtual clock, over a memory store unless one is given, and without jitter. */
export interface Rig {
  readonly clock: VirtualClock
  readonly store: Store
  readonly routing: Routing
  /** Begins an attempt at the plan's first candidate; undefined where the plan is empty. */
  begin(overrides?: Partial<RouteRequest>): Open | undefined
  /**
   * One request from its plan to its end, at one instant. Gives the names of the channels tried;
   * `judge` says what came of each, successes unless told.
   */
  run(judge?: (candidate: Candidate) => Verdict, overrides?: Partial<RouteRequest>): string[]
}

/** An attempt under way. */
export interface Open {
  readonly candidate: Candidate
  readonly name: string
  answered(): void
  end(verdict?: Verdict): void
}

export async function createRig(
  channels: readonly ChannelDraft[],
  options: RigOptions = {},
): Promise<Rig> {
  const clock = options.clock ?? createVirtualClock()
  const store = options.store ?? createMemoryStore({ channels, clock })
  const routing = createRouting({
    store,
    selector: options.selector ?? roundRobin,
    clock,
    random: options.random ?? (() => 0.5),
    logger: options.logger ?? silentLogger,
    settings: { ...ROUTING_DEFAULTS, ...options.settings },
  })
  await routing.load()

  function open(candidate: Candidate, of: RouteRequest): Open {
    const startedAt = clock.now()
    routing.begin(candidate, startedAt)
    return {
      candidate,
      name: candidate.channel.name,
      answered: () => routing.answered(candidate, of, startedAt, clock.now()),
      end(verdict = SUCCESS) {
        const outcome = verdict.action === 'relay' ? RELAYED : FAULT
        routing.end(candidate, outcome, verdict, startedAt, clock.now())
      },
    }
  }

  return {
    clock,
    store,
    routing,
    begin(overrides) {
      const of = request(overrides)
      for (const candidate of routing.candidates(of, clock.now())) return open(candidate, of)
      return undefined
    },
    run(judge = () => SUCCESS, overrides) {
      const of = request(overrides)
      const names: string[] = []
      for (const candidate of routing.candidates(of, clock.now())) {
        const attempt = open(candidate, of)
        names.push(attempt.name)
        const verdict = judge(candidate)
        if (verdict.action === 'relay') attempt.answered()
        attempt.end(verdict)
        if (verdict.action === 'relay') break
      }
      return names
    },
  }
}

/** How often each name occurs. */
export function tally(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}
