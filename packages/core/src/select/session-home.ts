import type { GroupMember, PriorityGroup } from '../domain/candidate.js'
import { RecentMap } from '../domain/recent-map.js'
import { factsOf } from './group-facts.js'
import { draw, weightedDraw } from './rendezvous.js'

/** Where a session is drawn to in a group, whatever its members are up to. */
interface Home {
  /** Position of the member. */
  readonly at: number
  /** Position of the key among the member's, once it was asked for. */
  firstKey: number | undefined
}

/** Sessions per group: to draw a forgotten one again costs microseconds. */
const SESSION_LIMIT = 4_096

const homes = new WeakMap<PriorityGroup, RecentMap<number, Home>>()

/** The member with the greatest draw of all. Groups never change, so it is drawn once. */
export function homeOf(group: PriorityGroup, seed: number): Home {
  let known = homes.get(group)
  if (known === undefined) {
    known = new RecentMap(SESSION_LIMIT)
    homes.set(group, known)
  }
  let home = known.get(seed)
  if (home === undefined) {
    home = { at: drawMember(group, seed), firstKey: undefined }
    known.set(seed, home)
  }
  return home
}

/** The key of a member that a session is drawn to: by its position. */
export function firstKeyOf(member: GroupMember, seed: number): number {
  const group = member.candidates[0]?.group
  const home = group && homeOf(group, seed)
  if (home === undefined || group?.members[home.at] !== member) return drawKey(member, seed)
  home.firstKey ??= drawKey(member, seed)
  return home.firstKey
}

function drawMember(group: PriorityGroup, seed: number): number {
  const { ids, weights, isEven } = factsOf(group)
  let chosen = 0
  let most = 0
  for (let at = 0; at < ids.length; at += 1) {
    const id = ids[at] ?? 0
    const own = isEven ? draw(seed, id) : weightedDraw(seed, id, weights[at] ?? 1)
    if (own <= most) continue
    chosen = at
    most = own
  }
  return chosen
}

function drawKey({ candidates }: GroupMember, seed: number): number {
  let first = 0
  let most = 0
  candidates.forEach(({ key }, position) => {
    const pull = draw(seed, -key.id)
    if (pull <= most) return
    first = position
    most = pull
  })
  return first
}
