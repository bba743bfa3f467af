import { useState } from 'react'

interface Pointed {
  /** The step under the pointer. */
  readonly activeLabel?: string | number | undefined
}

/** Selects a span of a chart by dragging, in either direction. */
export function useDragZoom(onZoom: (from: number, to: number) => void) {
  const [span, setSpan] = useState<{ start: number; end: number } | null>(null)
  const at = ({ activeLabel }: Pointed) => (activeLabel === undefined ? null : Number(activeLabel))
  const from = span ? Math.min(span.start, span.end) : 0
  const to = span ? Math.max(span.start, span.end) : 0

  return {
    selection: span && from < to ? { from, to } : null,
    chartProps: {
      style: { cursor: 'crosshair', userSelect: 'none' },
      onMouseDown(pointed: Pointed) {
        const ts = at(pointed)
        if (ts !== null) setSpan({ start: ts, end: ts })
      },
      onMouseMove(pointed: Pointed) {
        const ts = at(pointed)
        if (ts !== null) setSpan((current) => current && { ...current, end: ts })
      },
      onMouseUp() {
        setSpan(null)
        if (from < to) onZoom(from, to)
      },
      onMouseLeave: () => setSpan(null),
    },
  }
}
