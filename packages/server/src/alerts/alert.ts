/** What alerts are about. */
export const ALERT_TYPES = ['channel-down', 'model-cooling', 'token-budget', 'test'] as const

export type AlertType = (typeof ALERT_TYPES)[number]

/** An alert as it is sent, less its id. */
export interface Alert {
  readonly type: AlertType
  /** `firing`: it has begun; `resolved`: it is over. */
  readonly status: 'firing' | 'resolved'
  /** Epoch milliseconds. */
  readonly time: number
  /** What it is about: the name of a channel, a model or a token. */
  readonly subject: string
  /** For people. */
  readonly text: string
  /** For programs. */
  readonly details: Readonly<Record<string, string | number | null>>
}

/** How something stands that there may be an alert about. */
export interface Condition {
  /** The cause: alerts of one key are one alert. */
  readonly key: string
  readonly type: AlertType
  readonly subject: string
  /** Whether it is bad enough for an alert. */
  readonly isRaised: boolean
  /** Whether it is bad at all: while it is, an alert is not over. */
  readonly holds: boolean
  /** Whether only something that worked shows that it is over, or a while without trouble. */
  readonly needsProof: boolean
  readonly text: string
  readonly details: Alert['details']
}
