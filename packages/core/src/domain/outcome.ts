/** Which upstream operation a request is: verdicts differ by it. */
export type Endpoint = 'messages' | 'count_tokens' | 'other'

/** How far a connection had come when it failed. */
export type NetworkFault =
  | 'dns'
  | 'refused'
  | 'tls'
  | 'reset'
  | 'connect-timeout'
  | 'first-event-timeout'

/**
 * What came of one attempt, as far as it matters for what to do next. `answer` is a status line
 * other than 2xx with its headers and as much of its body as was kept; the rest are the ways in
 * which an upstream fails without saying so in the status.
 */
export type Outcome =
  /** The answer went to the client from its first byte to its last. */
  | { readonly kind: 'relayed'; readonly status: number }
  /** A status other than 2xx. Header names are in lower case. */
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly headers: ReadonlyMap<string, string>
      readonly body: string
    }
  /** 2xx, but the stream began with an error event or the JSON body is an error. */
  | { readonly kind: 'error-in-200'; readonly errorType: string; readonly message: string }
  /** 2xx, but nothing that a client could use. */
  | { readonly kind: 'malformed'; readonly what: 'html' | 'empty' | 'encoded' }
  /** No usable answer came. */
  | { readonly kind: 'network'; readonly fault: NetworkFault; readonly message: string }
  /** The upstream broke off after the client had been given the head. */
  | { readonly kind: 'cut'; readonly status: number; readonly message: string }
  /** The client left or, with `timedOut`, the time for the whole request was up. */
  | { readonly kind: 'aborted'; readonly timedOut?: boolean }
