import { DEMO_MODELS } from './demo-cast.js'
import { choose, type Random } from './random.js'

const SHORTEST_PAUSE_MS = 300
const LONGEST_PAUSE_MS = 2_400
const SESSIONS = 24

/** Sends requests as clients do, at changing intervals, until it is stopped. */
export function startDemoTraffic(options: {
  readonly url: string
  /** Secrets of the tokens that are used. */
  readonly secrets: readonly (readonly [string, number])[]
  readonly random: Random
}): { stop(): void } {
  const { url, secrets, random } = options
  const stopped = new AbortController()
  let timer: ReturnType<typeof setTimeout>

  const ask = async () => {
    const answer = await fetch(`${url}/v1/messages`, {
      method: 'POST',
      signal: stopped.signal,
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${choose(random, secrets)}`,
        'x-claude-code-session-id': `demo-live-${Math.floor(random() * SESSIONS)}`,
      },
      body: JSON.stringify({
        model: choose(random, DEMO_MODELS),
        max_tokens: 1024,
        stream: true,
        messages: [{ role: 'user', content: 'Hello?' }],
      }),
    })
    await answer.arrayBuffer()
  }
  const next = () => {
    // Failures are part of the show: the pages tell of them.
    ask().catch(() => {})
    timer = setTimeout(next, SHORTEST_PAUSE_MS + random() * (LONGEST_PAUSE_MS - SHORTEST_PAUSE_MS))
  }
  next()
  return {
    stop() {
      clearTimeout(timer)
      stopped.abort()
    },
  }
}
