import type { ChannelDraft } from '../domain/channel.js'
import type { TokenDraft } from '../domain/client-token.js'
import type { Cooldown } from '../domain/cooldown.js'
import type { LogEntry } from '../domain/log-entry.js'
import type { LogStore } from '../ports/store.js'

/** A channel to create; only the name has to differ from one to the next. */
export function sampleDraft(name: string, rest: Partial<ChannelDraft> = {}): ChannelDraft {
  return {
    name,
    url: 'https://upstream.example',
    keys: [{ secret: `sk-${name}-1` }, { secret: `sk-${name}-2` }],
    models: ['claude-*'],
    ...rest,
  }
}

/** A token to create; only the name has to differ from one to the next. */
export function sampleTokenDraft(name: string, rest: Partial<TokenDraft> = {}): TokenDraft {
  return { name, digest: `digest of ${name}`, prefix: `ccl_${name}`, ...rest }
}

/** A cooldown of a whole channel. */
export function sampleCooldown(channelId: number, rest: Partial<Cooldown> = {}): Cooldown {
  return {
    scope: 'channel',
    channelId,
    keyId: null,
    model: null,
    until: 1_800_000_000_000,
    durationMs: 1_000,
    cause: 'server-error',
    ...rest,
  }
}

/** A log entry with a value in every field. */
export function sampleEntry(rest: Partial<LogEntry> = {}): LogEntry {
  return {
    requestId: 'req-1',
    attempt: 1,
    final: true,
    time: 1_700_000_000_000,
    model: 'claude-opus-4-5',
    upstreamModel: 'opus-upstream',
    channelId: 7,
    channelName: 'main',
    keyId: 9,
    keyMask: 'sk-a****wxyz',
    statusCode: 200,
    outcome: 'relayed',
    message: '',
    streaming: true,
    queueMs: 12,
    connectMs: 34,
    firstEventMs: 321,
    durationMs: 4_321,
    requestBytes: 51_200,
    responseBytes: 9_876,
    tokenName: 'laptop',
    clientIp: '2001:db8::1',
    sessionId: 'session-1',
    agentId: 'agent-1',
    usage: {
      inputTokens: 11,
      outputTokens: 22,
      cacheReadTokens: 33,
      cacheWrite5mTokens: 44,
      cacheWrite1hTokens: 55,
      webSearches: 2,
    },
    costMicroUsd: 12_345,
    plan: {
      strategy: 'affinity',
      ready: 2,
      leftOut: [
        { channelId: 3, reason: 'cooling', until: 1_700_000_060_000 },
        { channelId: 4, reason: 'full', until: null },
      ],
      more: 1,
    },
    ...rest,
  }
}

/** The same with null wherever null is allowed. */
export function bareEntry(rest: Partial<LogEntry> = {}): LogEntry {
  return sampleEntry({
    upstreamModel: null,
    channelId: null,
    channelName: null,
    keyId: null,
    keyMask: null,
    connectMs: null,
    firstEventMs: null,
    tokenName: null,
    clientIp: null,
    sessionId: null,
    agentId: null,
    usage: null,
    costMicroUsd: null,
    plan: null,
    ...rest,
  })
}

/** An entry that a fault keeps from being read, as a broken caller would give it. */
export function unreadableEntry(): LogEntry {
  return Object.defineProperty({ ...sampleEntry() }, 'message', {
    enumerable: true,
    get: () => {
      throw new Error('this entry cannot be read')
    },
  })
}

/** Every stored entry, newest first, without its id. */
export async function allEntries(logs: LogStore): Promise<LogEntry[]> {
  const stored = await logs.list({ limit: 10_000 })
  return stored.map(({ id: _, ...entry }) => entry)
}

/** Texts that are easily damaged on the way into a database and back. */
export const DIFFICULT_TEXTS = [
  '',
  ' leading and trailing ',
  `it's "quoted" \\ with % and _ and ; -- /* */ $1 ?`,
  'línea\r\nsegunda\tline',
  '渠道 канал チャネル',
  '👩‍👩‍👧‍👦 🏳️‍🌈',
  'e\u0301 is not \u00e9',
  '\u{10ffff}\ufeff\u200b',
  'null',
  '[]',
] as const
