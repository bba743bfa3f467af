import type { Cooldown, CooldownTarget } from '../domain/cooldown.js'
import type { LogEntry, LogOutcome } from '../domain/log-entry.js'

/** What a proxy tells of as it happens. Times are epoch milliseconds. */
export interface ProxyEvents {
  /** A request has been read and looks for a channel. */
  'request-started': {
    readonly requestId: string
    readonly time: number
    readonly model: string
    readonly streaming: boolean
    readonly tokenName: string | null
    readonly clientIp: string | null
    readonly sessionId: string | null
    readonly agentId: string | null
    readonly requestBytes: number
  }
  /** A candidate is asked. */
  'attempt-started': {
    readonly requestId: string
    /** From 1. */
    readonly attempt: number
    readonly time: number
    readonly channelId: number
    readonly channelName: string
    readonly keyId: number
    /** The model that the upstream is asked for. */
    readonly upstreamModel: string
  }
  /** The client's answer begins: no other candidate can give it from here on. */
  'answer-begun': {
    readonly requestId: string
    readonly attempt: number
    readonly time: number
    readonly statusCode: number
    /** Since the attempt began. */
    readonly firstEventMs: number
  }
  /** An attempt is over. Its message is the upstream's and may hold what should not be shown. */
  'attempt-ended': LogEntry
  /** The client's answer is over. */
  'request-ended': {
    readonly requestId: string
    readonly time: number
    readonly durationMs: number
    readonly attempts: number
    /** Of the last attempt. */
    readonly outcome: LogOutcome
    readonly statusCode: number
  }
  'cooldown-set': Cooldown
  'cooldown-cleared': CooldownTarget
}
