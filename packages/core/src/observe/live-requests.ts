import type { LiveRequest } from '../domain/live-request.js'

/** Whoever serves a request and can say how it stands. */
export interface LiveSource {
  view(): LiveRequest
}

/** The requests that are being served. To keep count costs a request nothing worth mentioning. */
export interface LiveRequests {
  /** Requests that have begun since the start. */
  readonly started: number
  /** Takes a request in; the place returned is its own until `end`. */
  begin(source: LiveSource): number
  end(place: number): void
  /** How they stand now, the oldest first. */
  list(): LiveRequest[]
}

/**
 * Nothing is being served yet. The places are an array's: a `Set` that is added to and deleted from
 * all the time leaves a chain of old tables behind, through which requests that are long over stay
 * alive until the next full collection.
 */
export function createLiveRequests(): LiveRequests {
  const places: (LiveSource | undefined)[] = []
  const free: number[] = []
  let started = 0
  return {
    get started() {
      return started
    },
    begin(source) {
      started++
      const place = free.pop() ?? places.length
      places[place] = source
      return place
    },
    end(place) {
      places[place] = undefined
      free.push(place)
    },
    list: () =>
      places.flatMap((source) => source?.view() ?? []).sort((a, b) => a.startedAt - b.startedAt),
  }
}
