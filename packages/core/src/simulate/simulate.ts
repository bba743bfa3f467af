import type { Candidate } from '../domain/candidate.js'
import type { Channel } from '../domain/channel.js'
import type { LogEntry } from '../domain/log-entry.js'
import { toVerdict } from '../domain/to-verdict.js'
import type { RouteRequest, Selector } from '../ports/selector.js'
import { createSelector, type StrategyName } from '../select/create-selector.js'
import { createLiveState, type LiveState } from '../state/live-state.js'
import { ROUTING_DEFAULTS, type RoutingSettings } from '../state/routing.js'
import { EventQueue } from './event-queue.js'
import { toTraffic } from './from-log.js'
import { PromptCache } from './prompt-cache.js'
import { createRandom } from './random.js'
import { type SimulationReport, Tally } from './report.js'
import type { Reply, SimulatedRequest, Traffic } from './traffic.js'

/** What to simulate: what happened once more (`entries`), or traffic of your own. */
export type SimulationOptions = {
  readonly channels: readonly Channel[]
  /** A strategy by its name, or a selector. */
  readonly policy: StrategyName | Selector
  /** The same seed gives the same report. 1 unless told. */
  readonly seed?: number | undefined
  readonly settings?: Partial<RoutingSettings> | undefined
} & ({ readonly entries: readonly LogEntry[] } | { readonly traffic: Traffic })

/**
 * Runs requests against a policy on a virtual clock: hours in well under a second. Routing is the
 * real one, with its verdicts, cooldowns and ways back; only clients and upstreams are made up. A
 * client that is refused does not come again.
 *
 * @example
 * const entries = await store.logs.list({ since: Date.now() - 86_400_000, limit: 100_000 })
 * const channels = await store.channels.list()
 * const { cacheHits } = simulate({ channels, entries, policy: 'affinity' })
 */
export function simulate(options: SimulationOptions): SimulationReport {
  const steps = simulation(options)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

/**
 * {@link simulate} one request at a time, for a program that has other things to do meanwhile: it
 * gives way after each and returns the report.
 */
export function* simulation(options: SimulationOptions): Generator<undefined, SimulationReport> {
  const { channels, policy, seed = 1, settings } = options
  const traffic = 'traffic' in options ? options.traffic : toTraffic(options.entries)
  const random = createRandom(seed)
  const state = createLiveState({ ...ROUTING_DEFAULTS, ...settings, random })
  const selector =
    typeof policy === 'string' ? createSelector({ strategy: policy, random }) : policy
  state.use(channels, traffic.requests[0]?.time ?? 0)
  const run = new Simulation(state, selector, traffic)
  for (const request of traffic.requests) {
    run.arrive(request)
    yield
  }
  run.finish()
  return run.tally.report(channels)
}

/** A request on its way through its plan. */
interface Journey {
  readonly request: SimulatedRequest
  readonly route: RouteRequest
  readonly plan: Iterator<Candidate>
  attempts: number
}

class Simulation {
  readonly tally = new Tally()
  readonly #state: LiveState
  readonly #selector: Selector
  readonly #traffic: Traffic
  readonly #events = new EventQueue<(now: number) => void>()
  readonly #cache = new PromptCache()

  constructor(state: LiveState, selector: Selector, traffic: Traffic) {
    this.#state = state
    this.#selector = selector
    this.#traffic = traffic
  }

  arrive(request: SimulatedRequest): void {
    const { time, model, session } = request
    this.#runUntil(time)
    this.#state.tick(time)
    const route: RouteRequest = { model, session, endpoint: 'messages' }
    const plan = this.#selector(route, this.#state, time)[Symbol.iterator]()
    this.tally.counts.requests += 1
    this.tally.counts.inputTokens += request.inputTokens
    this.#attempt({ request, route, plan, attempts: 0 }, time)
  }

  finish(): void {
    this.#runUntil(Number.POSITIVE_INFINITY)
  }

  #runUntil(time: number): void {
    for (;;) {
      const next = this.#events.next(time)
      if (next === undefined) return
      next.event(next.time)
    }
  }

  #attempt(journey: Journey, now: number): void {
    const step = journey.plan.next()
    if (step.done === true) {
      this.tally.counts.refused += 1
      return
    }
    const candidate = step.value
    const { counts } = this.tally
    const reply = this.#traffic.upstream(candidate.channel.id)(journey.request, now)
    if (journey.attempts > 0) counts.failovers += 1
    journey.attempts += 1
    this.tally.channel(candidate.channel.id).attempts += 1
    this.#state.begin(candidate, now)
    if (hasBegun(reply)) {
      this.#events.add(now + reply.firstEventMs, (at) => {
        this.#state.answered(candidate, journey.route, now, at)
      })
    }
    this.#events.add(now + Math.max(reply.firstEventMs, reply.durationMs), (at) => {
      this.#end(journey, candidate, reply, now, at)
    })
  }

  #end(journey: Journey, candidate: Candidate, reply: Reply, startedAt: number, now: number): void {
    const { outcome } = reply
    const verdict = toVerdict(outcome, { endpoint: journey.route.endpoint, now })
    const { id } = candidate.channel
    this.#state.end(candidate, verdict, startedAt, now)
    if (verdict.cool !== undefined) this.tally.channel(id).failed += 1
    if (verdict.action === 'next') {
      this.#attempt(journey, now)
      return
    }
    if (outcome.kind === 'cut') this.tally.counts.cut += 1
    this.tally.answered(id, startedAt - journey.request.time, reply.firstEventMs)
    if (hasBegun(reply)) this.#readCache(journey.request, candidate, startedAt)
  }

  #readCache(request: SimulatedRequest, { channel, key, model }: Candidate, at: number): void {
    const { session, inputTokens } = request
    if (session === null) return
    const place = `${channel.id} ${key.id} ${model}`
    const { continues, cachedTokens } = this.#cache.read(session, place, inputTokens, at)
    if (continues) this.tally.counts.continued += 1
    if (cachedTokens > 0) this.tally.counts.cacheHits += 1
    this.tally.counts.cachedTokens += cachedTokens
  }
}

function hasBegun({ outcome: { kind } }: Reply): boolean {
  return kind === 'relayed' || kind === 'cut'
}
