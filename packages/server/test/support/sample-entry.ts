import type { LogEntry } from '@ccload/core'

/** An attempt that went well, but for what a test says of it. */
export function sampleEntry(fields: Partial<LogEntry> = {}): LogEntry {
  return {
    requestId: 'r1',
    attempt: 1,
    final: true,
    time: 0,
    model: 'm',
    upstreamModel: 'm',
    channelId: 1,
    channelName: 'alpha',
    keyId: 1,
    keyMask: '****',
    statusCode: 200,
    outcome: 'relayed',
    message: '',
    streaming: true,
    queueMs: 0,
    connectMs: 1,
    firstEventMs: 100,
    durationMs: 500,
    requestBytes: 1,
    responseBytes: 1,
    tokenName: null,
    clientIp: null,
    sessionId: null,
    agentId: null,
    usage: {
      inputTokens: 1000,
      outputTokens: 1,
      cacheReadTokens: 0,
      cacheWrite5mTokens: 0,
      cacheWrite1hTokens: 0,
    },
    costMicroUsd: null,
    plan: null,
    ...fields,
  }
}
