/**
 * Header lines as they stood on the wire: name, value, name, value ... Order, case and repeated
 * names are kept.
 */
export type RawHeaders = readonly string[]

/**
 * One request and the way to answer it, independent of the HTTP server it came through. Adapters
 * implement it; the pipeline is its only user. There is no promise per chunk: `write` tells
 * whether the client keeps up, and `onDrain` when it has caught up.
 */
export interface Exchange {
  readonly method: string
  /** Path and query as received, starting with the proxy's own routes (`/v1/...`). */
  readonly target: string
  readonly headers: RawHeaders
  /** The peer's address as the host trusts it. */
  readonly remoteAddress: string | null
  /** Whether {@link writeHead} has been called. */
  readonly isAnswered: boolean
  /**
   * The whole body. Rejects with a `CcloadError` when it is longer than `limit` bytes, when the
   * host has consumed it already, or when the client leaves while sending it.
   */
  readBody(limit: number): Promise<Uint8Array>
  /** Sends the status line and headers. Called at most once, before any `write`. */
  writeHead(status: number, headers: RawHeaders): void
  /** Takes ownership of the chunk. False: wait for {@link onDrain} before writing more. */
  write(chunk: Uint8Array): boolean
  /** Ends the answer. */
  end(): void
  /** Breaks the answer off, so that the client sees it is incomplete. Never throws. */
  destroy(): void
  /** Calls back at most once, when the client is gone before the answer has ended. */
  onAbort(listener: () => void): void
  /** Calls back each time the client has caught up. The last listener given is the one called. */
  onDrain(listener: () => void): void
}

/** What an adapter mounts: a proxy, as far as adapters know it. */
export interface ExchangeHandler {
  /** Whether the method and target are the proxy's; a host serves everything else itself. */
  handles(method: string, target: string): boolean
  /**
   * Answers the exchange; settles when the answer is over. Rejects only for a fault of the
   * proxy's own; `exchange.isAnswered` tells whether the host may still answer in its place.
   */
  handle(exchange: Exchange): Promise<void>
}
