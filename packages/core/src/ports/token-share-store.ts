/** What one process has seen of one token; the token of id 0 stands for the process itself. */
export interface TokenDemand {
  readonly tokenId: number
  /** Requests that have been asked for, admitted or not, in thousandths per second. */
  readonly demand: number
  /** Requests admitted within the last minute. */
  readonly used: number
  /** Requests under way. */
  readonly inFlight: number
}

/** The same of all other processes together. */
export interface DemandOfOthers extends TokenDemand {
  /** How many of them there are. */
  readonly processes: number
}

/** How processes that share a store share the limits of tokens. */
export interface TokenShareStore {
  /**
   * Tells what this process has seen, and returns what the others have told of the same tokens. Who
   * has told nothing for `maxAgeMs` counts as gone; what it has used fades within a minute.
   */
  exchange(
    process: string,
    own: readonly TokenDemand[],
    maxAgeMs: number,
  ): Promise<DemandOfOthers[]>
  /** Takes back what this process has told. */
  leave(process: string): Promise<void>
}
