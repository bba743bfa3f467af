import { toStorableText } from '../domain/name-text.js'
import { LEFT_OUT_LIMIT, type LeftOut, type PlanNote } from '../domain/plan-note.js'

const storable = new WeakMap<object, PlanNote>()
const texts = new WeakMap<PlanNote, string>()

/** A copy of a note that every store takes; many entries share one, and then share its copy. */
export function toStorablePlan(plan: unknown): PlanNote | null {
  if (typeof plan !== 'object' || plan === null) return null
  let copy = storable.get(plan)
  if (copy === undefined) {
    copy = toPlan(plan)
    storable.set(plan, copy)
    storable.set(copy, copy)
  }
  return copy
}

/** A storable note as the JSON that a database keeps. */
export function toPlanText(plan: PlanNote | null): string | null {
  if (plan === null) return null
  let text = texts.get(plan)
  if (text === undefined) {
    text = JSON.stringify(plan)
    texts.set(plan, text)
  }
  return text
}

/** The note that a database keeps; null where that is none. */
export function fromPlanText(text: string | null): PlanNote | null {
  if (text === null || text === undefined) return null
  try {
    return toStorablePlan(JSON.parse(text))
  } catch {
    return null
  }
}

function toPlan(plan: object): PlanNote {
  const { strategy, ready, leftOut, more } = plan as Partial<Record<keyof PlanNote, unknown>>
  const named = (Array.isArray(leftOut) ? leftOut : []).map(toLeftOut).filter((one) => one !== null)
  return {
    strategy: typeof strategy === 'string' ? toStorableText(strategy) : null,
    ready: toCount(ready),
    leftOut: named.slice(0, LEFT_OUT_LIMIT),
    more: toCount(more) + Math.max(0, named.length - LEFT_OUT_LIMIT),
  }
}

/** Reasons of another version are kept as they are: they are for people to read. */
function toLeftOut(value: unknown): LeftOut | null {
  if (typeof value !== 'object' || value === null) return null
  const { channelId, reason, until } = value as Partial<Record<keyof LeftOut, unknown>>
  if (typeof channelId !== 'number' || typeof reason !== 'string') return null
  return {
    channelId: Math.round(channelId),
    reason: toStorableText(reason) as LeftOut['reason'],
    until: typeof until === 'number' && Number.isFinite(until) ? Math.round(until) : null,
  }
}

function toCount(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? Math.max(0, Math.round(value)) : 0
}
