import { useNow } from '../lib/use-now.js'

/** The time until an instant, as 4:05 or 1:02:03, running down by the second. */
export function Countdown({ until }: { until: number }) {
  return <span>{toClock(until - useNow())}</span>
}

/** Milliseconds as 4:05 or 1:02:03; a started second counts whole. */
function toClock(ms: number): string {
  const total = Math.max(0, Math.ceil(ms / 1000))
  const pad = (value: number) => String(value).padStart(2, '0')
  const [hours, minutes, seconds] = [
    Math.floor(total / 3600),
    Math.floor(total / 60) % 60,
    total % 60,
  ]
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(seconds)}` : `${minutes}:${pad(seconds)}`
}
