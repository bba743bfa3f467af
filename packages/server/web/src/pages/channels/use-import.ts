import { useCallback, useEffect, useRef, useState } from 'react'
import { type ImportProgress, type ImportReport, importChannels } from '../../api/transfer.js'

/** The state of an import: what it would do, or how far it is. */
export interface ImportRun {
  /** Of the last preview. */
  readonly report: ImportReport | null
  readonly failure: unknown
  readonly isBusy: boolean
  /** Null before the server has begun. */
  readonly progress: ImportProgress | null
}

const IDLE: ImportRun = { report: null, failure: null, isBusy: false, progress: null }

/** Previews and makes imports, one at a time. Leaving stops the one that runs, and undoes it. */
export function useImport(): ImportRun & {
  /** Resolves to what was done; to null where it failed or was stopped. Never rejects. */
  run(text: string, options: { readonly isDryRun: boolean }): Promise<ImportReport | null>
  stop(): void
  /** Stops, and forgets what there was. */
  reset(): void
} {
  const [state, setState] = useState(IDLE)
  const control = useRef(new AbortController())
  const stop = useCallback(() => control.current.abort(), [])
  const reset = useCallback(() => {
    control.current.abort()
    setState(IDLE)
  }, [])
  useEffect(() => stop, [stop])

  const run = async (text: string, { isDryRun }: { readonly isDryRun: boolean }) => {
    control.current.abort()
    const own = new AbortController()
    control.current = own
    const change = (part: Partial<ImportRun>) => {
      if (control.current === own) setState((before) => ({ ...before, ...part }))
    }
    change({ failure: null, isBusy: true, progress: null })
    try {
      const onProgress = (progress: ImportProgress) => change({ progress })
      const report = await importChannels(text, { isDryRun, signal: own.signal, onProgress })
      if (isDryRun) change({ report })
      return report
    } catch (failure) {
      if (!own.signal.aborted) change({ failure })
      return null
    } finally {
      change({ isBusy: false })
    }
  }
  return { ...state, run, stop, reset }
}
