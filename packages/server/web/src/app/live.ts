import { useSyncExternalStore } from 'react'
import { session } from '../api/session.js'
import { createLiveFeed, type LiveFeed } from '../lib/live-feed.js'
import { queryClient } from './query-client.js'

/** What the events make out of date. */
const OUTDATED: Readonly<Record<string, readonly string[]>> = {
  channels: ['channels', 'health'],
  cooldown: ['channels', 'cooldowns'],
}

const INVALIDATE_AFTER_MS = 400

/** This tab's connection to the server's events: one, for all pages. */
export const live: LiveFeed = createLiveFeed({
  url: '/admin/events',
  open: (url) => new EventSource(url),
})

const outdated = new Set<string>()
live.listen((event) => {
  if (event.type === 'reset') return void queryClient.invalidateQueries()
  const keys = OUTDATED[event.type]
  if (keys === undefined) return
  // A burst of events leads to one round of questions.
  if (outdated.size === 0) setTimeout(refresh, INVALIDATE_AFTER_MS)
  for (const key of keys) outdated.add(key)
})

function refresh(): void {
  const keys = [...outdated]
  outdated.clear()
  for (const key of keys) void queryClient.invalidateQueries({ queryKey: [key] })
}

session.subscribe(() => {
  if (session.state() === 'in') live.start()
  else live.stop()
})

document.addEventListener('visibilitychange', () => {
  if (document.hidden) live.pause()
  else live.resume()
})

/** The connection's state and the newest counters. */
export function useLive() {
  return useSyncExternalStore(live.subscribe, live.snapshot)
}

/** How often to ask by oneself: seldom while events come in. */
export function useRefreshMs(): number {
  return useLive().state === 'live' ? 60_000 : 10_000
}
