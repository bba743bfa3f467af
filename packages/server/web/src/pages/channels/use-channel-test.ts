import { useCallback, useEffect, useRef, useState } from 'react'
import {
  type ChannelTest,
  type ChannelTestProgress,
  type ChannelTestResult,
  testChannel,
} from '../../api/channel-test.js'

/** The state of one channel's test. */
export interface ChannelTestRun {
  /** Epoch milliseconds; null while none runs. */
  readonly startedAt: number | null
  readonly progress: ChannelTestProgress
  readonly result: ChannelTestResult | null
  readonly failure: unknown
}

const IDLE: ChannelTestRun = {
  startedAt: null,
  progress: { head: null, text: '' },
  result: null,
  failure: null,
}

/** Tests a channel. A new run, or leaving, breaks the one before off, at the upstream too. */
export function useChannelTest(id: number): ChannelTestRun & {
  run(test: ChannelTest): Promise<void>
} {
  const [state, setState] = useState(IDLE)
  const stop = useRef(new AbortController())
  useEffect(() => () => stop.current.abort(), [])

  const run = useCallback(
    async (test: ChannelTest) => {
      stop.current.abort()
      stop.current = new AbortController()
      const { signal } = stop.current
      const change = (part: Partial<ChannelTestRun>) => {
        if (!signal.aborted) setState((before) => ({ ...before, ...part }))
      }
      setState({ ...IDLE, startedAt: Date.now() })
      try {
        const result = await testChannel(id, test, signal, (progress) => change({ progress }))
        change({ result })
      } catch (failure) {
        change({ failure })
      } finally {
        change({ startedAt: null })
      }
    },
    [id],
  )
  return { ...state, run }
}
