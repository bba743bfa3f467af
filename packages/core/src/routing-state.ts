import type { Candidate } from './domain/candidate.js'
import type { Channel, ChannelDraft } from './domain/channel.js'
import type { Cooldown } from './domain/cooldown.js'
import type { Outcome } from './domain/outcome.js'
import { toVerdict } from './domain/to-verdict.js'
import type { Verdict } from './domain/verdict.js'
import { DEFAULT_SETTINGS } from './options.js'
import { type Clock, systemClock } from './ports/clock.js'
import type { RouteRequest, RoutingState } from './ports/selector.js'
import { createLiveState } from './state/live-state.js'
import type { CooldownSettings } from './state/routing.js'
import { createMemoryChannels } from './storage/memory-channels.js'

/** What a routing state starts from. All of it may be left out. */
export interface RoutingStateOptions {
  /** Channels that are there from the start. */
  readonly channels?: readonly ChannelDraft[]
  /** How long what fails has to rest. */
  readonly settings?: Partial<CooldownSettings>
  readonly clock?: Clock
  /** A number in [0, 1), as `Math.random` gives. */
  readonly random?: () => number
}

/** An attempt under way, for whoever sends it to tell what comes of it. */
export interface RoutedAttempt {
  /** The answer has begun: what rested the candidate is over. Not needed for short answers. */
  answered(): void
  /**
   * The attempt is over. Cools or clears what its outcome says, and tells whether another candidate
   * may answer (`next`) or the client gets what there is (`relay`). Counts once, however often it
   * is called.
   */
  end(outcome: Outcome): Verdict
}

/** A routing state for a gateway of your own: what selectors read, kept up by its attempts. */
export interface OwnRoutingState extends RoutingState {
  /**
   * Replaces the channels, as a store lists them. What is known of those that stay is kept.
   *
   * @throws {CcloadError} `invalid_option` for a key, header or proxy that is no `Secret`.
   */
  use(channels: readonly Channel[]): void
  /** An attempt begins. To be called right after its candidate was taken from a plan. */
  begin(candidate: Candidate, request: RouteRequest): RoutedAttempt
  /** The cooldowns in force now, by channel. */
  cooldowns(): Cooldown[]
  /** Ends the cooldowns of a channel, or all. Returns how many there were. */
  clear(channelId?: number): number
}

/**
 * Routing alone, without HTTP and without a database: who is asked, what rests, and who is next.
 *
 * @example
 * ```ts
 * import { createRoutingState, createSelector, type Outcome } from '@ccload/core'
 *
 * const state = createRoutingState({
 *   channels: [{ name: 'main', url: 'https://api.anthropic.com', keys: [{ secret: 'sk-...' }], models: ['*'] }],
 * })
 * const select = createSelector()
 * const request = { model: 'claude-sonnet-4-5', session: null, endpoint: 'messages' } as const
 * for (const candidate of select(request, state, Date.now())) {
 *   const attempt = state.begin(candidate, request)
 *   const outcome: Outcome = { kind: 'relayed', status: 200 } // what came of sending it
 *   if (attempt.end(outcome).action === 'relay') break
 * }
 * ```
 *
 * @throws {CcloadError} `channel_name_taken` when two of the given channels share a name.
 */
export function createRoutingState(options: RoutingStateOptions = {}): OwnRoutingState {
  const { channels = [], settings, clock = systemClock, random = Math.random } = options
  const live = createLiveState({ ...DEFAULT_SETTINGS, ...settings, random })
  const drafts = createMemoryChannels(clock)
  live.use(
    channels.map((draft) => drafts.add(draft)),
    clock.now(),
  )
  return {
    channels: live.channels,
    groups: live.groups,
    cooldown: live.cooldown,
    rests: live.rests,
    hold: live.hold,
    nextMember: live.nextMember,
    nextKey: live.nextKey,
    turns: live.turns,
    firstEventMs: live.firstEventMs,
    inFlight: live.inFlight,
    inFlightOf: live.inFlightOf,
    use: (snapshot) => live.use(snapshot, clock.now()),
    begin(candidate, request) {
      const startedAt = clock.now()
      live.begin(candidate, startedAt)
      let verdict: Verdict | undefined
      return {
        answered: () => live.answered(candidate, request, startedAt, clock.now()),
        end(outcome) {
          if (verdict !== undefined) return verdict
          const now = clock.now()
          verdict = toVerdict(outcome, { endpoint: request.endpoint, now })
          live.end(candidate, verdict, startedAt, now)
          return verdict
        },
      }
    },
    cooldowns: () => live.cooldowns(clock.now()),
    clear: (channelId) => live.clear(clock.now(), channelId),
  }
}
