import type { Channel, ChannelKey } from './channel.js'

/**
 * One way to answer a request: a channel, one of its keys, and the name under which the upstream
 * knows the model. Candidates are built once per channel snapshot and shared by all requests, so
 * identity (`===`) means "the same candidate".
 */
export interface Candidate {
  readonly channel: Channel
  readonly key: ChannelKey
  /** The upstream's name for the requested model: what goes into the body. */
  readonly model: string
  readonly group: PriorityGroup
}

/** An account that keeps the state of a conversation. */
export interface Home {
  readonly channelId: number
  readonly keyId: number
}

/** A channel within a group, with its candidates in key order. Never empty. */
export interface GroupMember {
  readonly channel: Channel
  readonly candidates: readonly Candidate[]
}

/** The enabled channels of one priority that serve one model, by channel id. Never empty. */
export interface PriorityGroup {
  /** The requested model. */
  readonly model: string
  readonly priority: number
  readonly members: readonly GroupMember[]
}
