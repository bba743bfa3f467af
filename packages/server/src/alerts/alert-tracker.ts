import type { Alert, Condition } from './alert.js'

/** Turns how things stand into alerts. */
export interface AlertTracker {
  /** Looks at how all things stand now; returns what is to be sent. */
  update(conditions: readonly Condition[], now: number): Alert[]
  /** Something worked that had a part in these causes. */
  prove(key: string): void
}

/** One cause is heard of once in so long. */
const QUIET_MS = 3_600_000

/** Without a rest for so long, a thing is taken to work although nobody has tried it. */
const CALM_MS = 5 * 60_000

interface Firing {
  readonly condition: Condition
  isProved: boolean
  /** Since when it does not hold any more; undefined: it does. */
  calmSince: number | undefined
}

/**
 * One alert when a cause begins and one when it is over. A cause that comes back within an hour is
 * held until the hour is over, and then sent only if it is still there.
 */
export function createAlertTracker(): AlertTracker {
  const firing = new Map<string, Firing>()
  const sentAt = new Map<string, number>()

  function begin(condition: Condition, now: number): Alert[] {
    const { key, isRaised } = condition
    if (!isRaised || now - (sentAt.get(key) ?? Number.NEGATIVE_INFINITY) < QUIET_MS) return []
    sentAt.set(key, now)
    firing.set(key, { condition, isProved: false, calmSince: undefined })
    return [toAlert(condition, 'firing', now)]
  }

  function end(own: Firing, condition: Condition | undefined, now: number): Alert[] {
    if (condition?.holds) {
      own.calmSince = undefined
      own.isProved = false
      return []
    }
    own.calmSince ??= now
    const isCalm = now - own.calmSince >= CALM_MS
    if (condition?.needsProof && !own.isProved && !isCalm) return []
    firing.delete(own.condition.key)
    return [toAlert(condition ?? own.condition, 'resolved', now)]
  }

  return {
    update(conditions, now) {
      const byKey = new Map(conditions.map((condition) => [condition.key, condition]))
      const ended = [...firing.values()].flatMap((own) =>
        end(own, byKey.get(own.condition.key), now),
      )
      const begun = conditions.flatMap((condition) =>
        firing.has(condition.key) ? [] : begin(condition, now),
      )
      for (const [key, at] of sentAt) if (now - at >= QUIET_MS) sentAt.delete(key)
      return [...ended, ...begun]
    },
    prove(key) {
      const own = firing.get(key)
      if (own !== undefined) own.isProved = true
    },
  }
}

const OVER: Readonly<Record<Alert['type'], (subject: string) => string>> = {
  'channel-down': (subject) => `Channel ${subject} is back.`,
  'model-cooling': (subject) => `There are channels for ${subject} again.`,
  'token-budget': (subject) => `Token ${subject} is below 80 % of its budget again.`,
  test: (subject) => subject,
}

function toAlert(condition: Condition, status: Alert['status'], time: number): Alert {
  const { type, subject, text, details } = condition
  return {
    type,
    status,
    time,
    subject,
    text: status === 'firing' ? text : OVER[type](subject),
    details,
  }
}
