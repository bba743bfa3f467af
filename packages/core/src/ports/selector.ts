import type { Candidate, GroupMember, Home, PriorityGroup } from '../domain/candidate.js'
import type { Channel } from '../domain/channel.js'
import type { Cooldown } from '../domain/cooldown.js'
import type { Hold } from '../domain/hold.js'
import type { Endpoint } from '../domain/outcome.js'

/** What routing needs to know of a request. */
export interface RouteRequest {
  readonly model: string
  readonly endpoint: Endpoint
  /** Names the conversation that should stay on its channel; null where none can be recognised. */
  readonly session: string | null
  /**
   * The account that keeps the state of the thread that the request goes on with: while it is ready
   * it comes first, whatever its priority. Null or left out: there is none.
   */
  readonly home?: Home | null
  /** The only channels that may answer, as the client's token has it. Null or left out: all. */
  readonly channelIds?: readonly number[] | null
}

/** For how long each member of a group rests, as far as cooldowns go. */
export interface GroupRests {
  /** The instant of the question, or a later one where the state knows of it. */
  readonly now: number
  /**
   * For each member, in their order, the epoch milliseconds at which the first of its candidates
   * has cooled. Not after `now`: one of them does not cool.
   */
  readonly until: ArrayLike<number>
}

/** What routing may ask of the state. All answers come from memory and change nothing. */
export interface RoutingState {
  /** All channels, disabled ones included. */
  channels(): readonly Channel[]
  /** The groups that serve a model, highest priority first. Shared: not to be changed. */
  groups(model: string): readonly PriorityGroup[]
  /** The cooldown that keeps a candidate from use at `now`, the longest where several do. */
  cooldown(candidate: Candidate, now: number): Cooldown | undefined
  /**
   * For how long a group's members rest, for a look at very many of them. It is good until the next
   * question and tells only that a member rests: one that does not may still be held.
   */
  rests(group: PriorityGroup, now: number): GroupRests
  /** What else keeps a candidate from use at `now`, cooling or not. */
  hold(candidate: Candidate, now: number): Hold | undefined
  /**
   * Position of the member whose turn is next in the group's round robin. It moves on when an
   * attempt begins on a group whose position was asked for: a selector that does not ask, because
   * the session decides, takes no one's turn. The same goes for {@link nextKey}.
   */
  nextMember(group: PriorityGroup): number
  /** Position of the key whose turn is next in the member's candidates. */
  nextKey(member: GroupMember): number
  /**
   * When each member's turn comes by its weight, in their order, on a scale that they share: the
   * lowest goes first. An attempt moves its member on by 1 / weight, in groups that were asked for.
   */
  turns(group: PriorityGroup): ArrayLike<number>
  /**
   * About how many milliseconds a candidate lately took to begin its answers; undefined where
   * nothing is known. What has not been tried for long is thought ever faster, so that it is tried.
   */
  firstEventMs(candidate: Candidate, now: number): number | undefined
  /** Attempts under way on a channel. */
  inFlight(channelId: number): number
  /** The same for each member of a group, in their order. Good until the next question. */
  inFlightOf(group: PriorityGroup): ArrayLike<number>
}

/**
 * Orders the candidates for one request. The pipeline takes them one after another until one
 * answers; what is computed lazily costs nothing when the first one does. A selector reads the
 * state and changes nothing; it must not yield a candidate twice.
 */
export interface Selector {
  (request: RouteRequest, state: RoutingState, now: number): Iterable<Candidate>
  /** Its name, as log entries show it. */
  readonly strategy?: string
}
