import type { LiveRequest } from '../domain/live-request.js'

/** Whoever serves a request and can say how it stands. */
export interface LiveSource {
  view(): LiveRequest
}

/** The requests that are being served. To keep count costs a request nothing worth mentioning. */
export interface LiveRequests {
  /** Requests that have begun since the start. */
  readonly started: number
  begin(source: LiveSource): void
  end(source: LiveSource): void
  /** How they stand now, the oldest first. */
  list(): LiveRequest[]
}

/** Nothing is being served yet. */
export function createLiveRequests(): LiveRequests {
  const sources = new Set<LiveSource>()
  let started = 0
  return {
    get started() {
      return started
    },
    begin(source) {
      started++
      sources.add(source)
    },
    end(source) {
      sources.delete(source)
    },
    list: () => Array.from(sources, (source) => source.view()),
  }
}
