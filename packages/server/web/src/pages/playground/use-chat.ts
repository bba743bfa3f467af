import { useEffect, useRef, useState } from 'react'
import { type Ask, streamMessage, type Turn } from './stream-message.js'

/** A conversation and what is going on with it. */
export interface Chat {
  readonly turns: readonly Turn[]
  readonly isBusy: boolean
  readonly failure: unknown
  /** Of the last question: epoch milliseconds, and how long the first text and all of it took. */
  readonly timing: Timing | null
  /** Names the conversation in the log. */
  readonly session: string
  send(text: string, ask: Omit<Ask, 'turns' | 'session'>): Promise<void>
  stop(): void
  clear(): void
}

export interface Timing {
  readonly startedAt: number
  readonly firstTextMs: number | null
  readonly durationMs: number | null
}

export function useChat(): Chat {
  const [turns, setTurns] = useState<readonly Turn[]>([])
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<unknown>(null)
  const [timing, setTiming] = useState<Timing | null>(null)
  const [session, setSession] = useState(newSession)
  const running = useRef<AbortController | null>(null)
  useEffect(() => () => running.current?.abort(), [])

  return {
    turns,
    isBusy,
    failure,
    timing,
    session,
    async send(text, ask) {
      const abort = new AbortController()
      running.current = abort
      const asked: Turn[] = [...turns, { role: 'user', content: text }]
      const startedAt = Date.now()
      let answer = ''
      let firstTextMs: number | null = null
      setTurns(asked)
      setBusy(true)
      setFailure(null)
      setTiming({ startedAt, firstTextMs, durationMs: null })
      try {
        const onText = (piece: string) => {
          answer += piece
          firstTextMs ??= Date.now() - startedAt
          setTurns([...asked, { role: 'assistant', content: answer }])
          setTiming({ startedAt, firstTextMs, durationMs: null })
        }
        await streamMessage({ ...ask, turns: asked, session }, onText, abort.signal)
      } catch (error) {
        if (!abort.signal.aborted) setFailure(error)
      } finally {
        setBusy(false)
        setTiming({ startedAt, firstTextMs, durationMs: Date.now() - startedAt })
        // A question without an answer would make the next one invalid: it is asked anew.
        if (answer === '') setTurns(turns)
      }
    },
    stop: () => running.current?.abort(),
    clear() {
      running.current?.abort()
      setTurns([])
      setFailure(null)
      setTiming(null)
      setSession(newSession())
    },
  }
}

/** `crypto.randomUUID` exists on https and localhost only. */
function newSession(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8))
  return `playground-${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
}
