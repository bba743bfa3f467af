/** A request that is being served right now. */
export interface LiveRequest {
  readonly requestId: string
  /** Epoch milliseconds. */
  readonly startedAt: number
  /** The model that the client asked for. */
  readonly model: string
  readonly streaming: boolean
  readonly tokenName: string | null
  readonly sessionId: string | null
  /** Position of the attempt under way, from 1; 0 before the first one. */
  readonly attempt: number
  readonly channelId: number | null
  readonly channelName: string | null
  /** `waiting` for an answer, or `streaming`: the answer is on its way to the client. */
  readonly state: 'waiting' | 'streaming'
  /** Bytes that the upstream of the attempt under way has sent so far. */
  readonly responseBytes: number
}
