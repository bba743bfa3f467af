import type { ActiveHours } from './channel.js'

/** Whether a minute of the day lies within the hours; equal ends mean the whole day. */
export function isWithinHours({ from, to }: ActiveHours, minuteOfDay: number): boolean {
  const start = toMinutes(from)
  const end = toMinutes(to)
  if (start === end) return true
  return start < end
    ? minuteOfDay >= start && minuteOfDay < end
    : minuteOfDay >= start || minuteOfDay < end
}

function toMinutes(timeOfDay: string): number {
  const [hours = 0, minutes = 0] = timeOfDay.split(':').map(Number)
  return hours * 60 + minutes
}

/** What a clock on the wall shows in a time zone: minutes since midnight. */
export type WallClock = (now: number) => number

/**
 * A wall clock, daylight saving time included. It is read once per minute at most, for reading one
 * costs more than all else that a plan does.
 *
 * @throws {RangeError} for a time zone that there is none of.
 */
export function createWallClock(timeZone: string): WallClock {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  })
  let readFor: number | undefined
  let minuteOfDay = 0
  return (now) => {
    const minute = Math.floor(now / 60_000)
    if (minute !== readFor) {
      const parts = new Map(format.formatToParts(now).map(({ type, value }) => [type, value]))
      minuteOfDay = Number(parts.get('hour')) * 60 + Number(parts.get('minute'))
      readFor = minute
    }
    return minuteOfDay
  }
}
