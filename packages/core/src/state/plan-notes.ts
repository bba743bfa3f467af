import type { GroupMember, PriorityGroup } from '../domain/candidate.js'
import { type Channel, isLimited } from '../domain/channel.js'
import type { Hold } from '../domain/hold.js'
import { LEFT_OUT_LIMIT, type LeftOut, type PlanNote } from '../domain/plan-note.js'
import type { RouteRequest, RoutingState } from '../ports/selector.js'
import type { Cooldowns } from './cooldowns.js'

/** Notes on what plans leave out. */
export interface PlanNotes {
  /** The same object while nothing has changed; null: nothing is left out. */
  of(request: RouteRequest, strategy: string | null, now: number): PlanNote | null
}

/** What notes are made from. */
export interface PlanNoteSources {
  readonly state: Pick<RoutingState, 'groups' | 'rests' | 'hold'>
  readonly cooldowns: Pick<Cooldowns, 'changes' | 'knows'>
  /** What a channel's limits and hours keep from use. */
  readonly limit: (channel: Channel, now: number) => Hold | undefined
}

interface KnownNote {
  readonly note: PlanNote | null
  readonly strategy: string | null
  /** How many changes of the cooldowns it has taken in. */
  readonly seen: number
  readonly from: number
  readonly until: number
  /** What held those of the channels that have limits. */
  readonly holds: readonly (Hold | undefined)[]
}

/** What is known of the groups of one model. */
interface ModelNotes {
  readonly limited: readonly Channel[]
  forAll: KnownNote | undefined
  /** By the channels that a token may use. */
  readonly forSome: WeakMap<readonly number[], KnownNote>
}

/** How long a channel that is being tested is taken to be so, if nothing is heard of it. */
const RECOVERING_MS = 1_000

/**
 * A request whose plan leaves out what the one before it left out costs a look-up and a comparison:
 * a note stands until a cooldown changes or ends. Channels with limits are looked at each time.
 */
export function createPlanNotes({ state, cooldowns, limit }: PlanNoteSources): PlanNotes {
  const models = new WeakMap<readonly PriorityGroup[], ModelNotes>()

  function notesOf(groups: readonly PriorityGroup[]): ModelNotes {
    let known = models.get(groups)
    if (known === undefined) {
      const channels = groups.flatMap(({ members }) => members.map(({ channel }) => channel))
      known = { limited: channels.filter(isLimited), forAll: undefined, forSome: new WeakMap() }
      models.set(groups, known)
    }
    return known
  }

  function isGood(known: KnownNote, limited: readonly Channel[], now: number): boolean {
    if (known.seen !== cooldowns.changes.count || now >= known.until || now < known.from)
      return false
    for (let at = 0; at < limited.length; at += 1) {
      if (limit(limited[at] as Channel, now) !== known.holds[at]) return false
    }
    return true
  }

  /** What keeps a member that does not rest from use with each of its keys. */
  function holdOf({ channel, candidates }: GroupMember, now: number): Hold | undefined {
    if (!cooldowns.knows(channel.id) && !isLimited(channel)) return undefined
    let hold: Hold | undefined
    for (const candidate of candidates) {
      hold = state.hold(candidate, now)
      if (hold === undefined) return undefined
    }
    return hold
  }

  return {
    of({ model, channelIds = null }, strategy, now) {
      const groups = state.groups(model)
      const notes = notesOf(groups)
      const { limited } = notes
      const known = channelIds === null ? notes.forAll : notes.forSome.get(channelIds)
      if (known?.strategy === strategy && isGood(known, limited, now)) return known.note
      const leftOut: LeftOut[] = []
      const allowed = channelIds && new Set(channelIds)
      let ready = 0
      let more = 0
      let end = Number.POSITIVE_INFINITY
      for (const group of groups) {
        const rests = state.rests(group, now)
        for (const [at, member] of group.members.entries()) {
          const { id: channelId } = member.channel
          if (allowed?.has(channelId) === false) continue
          const until = rests.until[at] ?? now
          const isCooling = until > rests.now
          const reason = isCooling ? 'cooling' : holdOf(member, now)
          if (reason === undefined) {
            ready += 1
            continue
          }
          if (isCooling) end = Math.min(end, until)
          if (reason === 'recovering') end = Math.min(end, now + RECOVERING_MS)
          if (leftOut.length === LEFT_OUT_LIMIT) more += 1
          else leftOut.push({ channelId, reason, until: isCooling ? until : null })
        }
      }
      const made: KnownNote = {
        note: leftOut.length === 0 ? null : { strategy, ready, leftOut, more },
        strategy,
        seen: cooldowns.changes.count,
        from: now,
        until: end,
        holds: limited.map((channel) => limit(channel, now)),
      }
      if (channelIds === null) notes.forAll = made
      else notes.forSome.set(channelIds, made)
      return made.note
    },
  }
}
