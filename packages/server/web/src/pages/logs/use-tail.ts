import { useEffect, useMemo, useRef, useState } from 'react'
import { type LogFilter, type LogRow, PAGE_SIZE, useLogHead } from '../../api/logs.js'
import { live, useLive } from '../../app/live.js'
import { mergeRows } from './merge-rows.js'

const EVERY_MS = 5_000
/** More often than this nobody can read. */
const AT_MOST_EVERY_MS = 1_000
const TOP_PX = 160

/**
 * Puts new rows on top of those that are loaded, while the top of the page is on the screen. Who
 * has scrolled down is told how many wait, and nothing moves under the eyes.
 */
export function useTail(options: {
  readonly filter: LogFilter
  readonly loaded: readonly LogRow[]
  readonly isOn: boolean
  /** Loads everything anew, when so much came that there is a gap. */
  readonly restart: () => void
}): { rows: readonly LogRow[]; newest: number; waiting: number } {
  const { filter, loaded, isOn, restart } = options
  const isLive = useLive().state === 'live'
  const isAtTop = useIsAtTop()
  const [held, setHeld] = useState<readonly LogRow[]>(NONE)
  const head = useLogHead(filter, { isOn, everyMs: isLive ? false : EVERY_MS })
  const { refetch } = head
  const fresh = isOn ? (head.data?.rows ?? NONE) : NONE
  const merged = useMemo(() => mergeRows(fresh, loaded), [fresh, loaded])
  const newest = useNewestAtFirst(loaded)

  useEffect(() => {
    if (!isOn || !isLive) return
    let timer: ReturnType<typeof setTimeout> | undefined
    const stop = live.listen(({ type }) => {
      if (type !== 'log' || timer !== undefined) return
      timer = setTimeout(() => {
        timer = undefined
        void refetch()
      }, AT_MOST_EVERY_MS)
    })
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [isOn, isLive, refetch])

  const hasGap =
    fresh.length === PAGE_SIZE && loaded.length > 0 && !fresh.some(({ id }) => id === loaded[0]?.id)
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each gap.
  useEffect(() => {
    if (hasGap && isAtTop) restart()
  }, [hasGap, isAtTop])

  // What is on the screen stays while somebody reads further down.
  useEffect(() => {
    if (isAtTop) setHeld(NONE)
    else setHeld((current) => (current === NONE ? merged : current))
  }, [isAtTop, merged])
  if (held === NONE || isAtTop) return { rows: merged, newest, waiting: 0 }
  const first = held[0]?.id
  const waiting = Math.max(
    0,
    merged.findIndex(({ id }) => id === first),
  )
  return { rows: merged.slice(waiting), newest, waiting }
}

const NONE: readonly LogRow[] = []

/** The newest row's id when rows were first there: what is above came while looking. */
function useNewestAtFirst(rows: readonly LogRow[]): number {
  const newest = useRef<number | null>(null)
  if (newest.current === null && rows.length > 0) {
    newest.current = Math.max(...rows.map(({ id }) => id))
  }
  return newest.current ?? Number.POSITIVE_INFINITY
}

function useIsAtTop(): boolean {
  const [isAtTop, setAtTop] = useState(true)
  useEffect(() => {
    const look = () => setAtTop(window.scrollY < TOP_PX)
    look()
    window.addEventListener('scroll', look, { passive: true })
    return () => window.removeEventListener('scroll', look)
  }, [])
  return isAtTop
}
