import { createWallClock, isWithinHours, type WallClock } from '../domain/active-hours.js'
import type { ActiveHours, Channel } from '../domain/channel.js'
import type { LimitHold } from '../domain/hold.js'
import { floorTo } from '../domain/time-range.js'
import { RateWindow } from './rate-window.js'

/** Holds channels to their limits and hours, in memory and for this process. */
export interface ChannelLimiter {
  /** What keeps a channel from another attempt. */
  hold(channel: Channel, now: number): LimitHold | undefined
  /** An attempt begins. */
  begin(channel: Channel, now: number): void
  /** An attempt that began at `time` has cost something. */
  spent(channelId: number, costMicroUsd: number, time: number, now: number): void
  /** What a channel has cost since a midnight UTC, as the store has it; what is known wins if more. */
  load(channelId: number, costMicroUsd: number, day: number, now: number): void
  /** Milliseconds after which it is worth asking again, if a hold is all that is in the way. */
  waitMs(channel: Channel, hold: LimitHold, now: number): number
  /** Forgets all channels but these. */
  keepOnly(channels: readonly Channel[]): void
}

/** How soon it is worth asking again where an attempt has to end first. */
const FULL_MS = 1_000
/** The same for what takes hours: as long as a client can be told to wait. */
const LONG_MS = 60_000

/** `underWay`: how many attempts a channel has under way, and places that are kept for more. */
export function createChannelLimiter(underWay: (channelId: number) => number): ChannelLimiter {
  const windows = new Map<number, RateWindow>()
  const wallClocks = new Map<string, WallClock>()
  let costs = new Map<number, number>()
  let day = Number.NEGATIVE_INFINITY

  function turnPages(now: number): void {
    if (floorTo(now, 'day') === day) return
    day = floorTo(now, 'day')
    costs = new Map()
  }

  function isOpen(hours: ActiveHours, now: number): boolean {
    let wallClock = wallClocks.get(hours.timeZone)
    if (wallClock === undefined) {
      wallClock = openClock(hours.timeZone)
      wallClocks.set(hours.timeZone, wallClock)
    }
    return isWithinHours(hours, wallClock(now))
  }

  return {
    hold({ id, limits, activeHours }, now) {
      if (activeHours !== null && !isOpen(activeHours, now)) return 'outside-hours'
      const { concurrent, requestsPerMinute, dailyCostMicroUsd } = limits
      if (dailyCostMicroUsd !== null) {
        turnPages(now)
        if ((costs.get(id) ?? 0) >= dailyCostMicroUsd) return 'budget-used-up'
      }
      if (requestsPerMinute !== null) {
        if ((windows.get(id)?.waitMs(requestsPerMinute, now) ?? 0) > 0) return 'rate-limited'
      }
      return concurrent !== null && underWay(id) >= concurrent ? 'full' : undefined
    },

    begin({ id, limits }, now) {
      if (limits.requestsPerMinute === null) return
      let window = windows.get(id)
      if (window === undefined) {
        window = new RateWindow()
        windows.set(id, window)
      }
      window.add(now)
    },

    spent(channelId, costMicroUsd, time, now) {
      turnPages(now)
      if (time >= day) costs.set(channelId, (costs.get(channelId) ?? 0) + costMicroUsd)
    },

    load(channelId, costMicroUsd, of, now) {
      turnPages(now)
      if (of === day) costs.set(channelId, Math.max(costMicroUsd, costs.get(channelId) ?? 0))
    },

    waitMs({ id, limits }, hold, now) {
      switch (hold) {
        case 'full':
          return FULL_MS
        case 'rate-limited':
          return windows.get(id)?.waitMs(limits.requestsPerMinute ?? 0, now) ?? 0
        case 'budget-used-up':
        case 'outside-hours':
          return LONG_MS
      }
    },

    keepOnly(channels) {
      const ids = new Set(channels.map(({ id }) => id))
      for (const id of windows.keys()) if (!ids.has(id)) windows.delete(id)
    },
  }
}

/** A zone that this runtime does not know must not stop requests: its clock runs on UTC. */
function openClock(timeZone: string): WallClock {
  try {
    return createWallClock(timeZone)
  } catch {
    return createWallClock('UTC')
  }
}
