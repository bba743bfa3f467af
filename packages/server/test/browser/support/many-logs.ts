import type { LogEntry, Store } from '@ccload/core'
import { createKyselyStore } from '@ccload/core/kysely'
import { onTestFinished } from 'vitest'
import { openSqlite } from '../../../src/storage/open-sqlite.js'

const BATCH = 5_000

/** A SQLite store with so many log entries, one a second up to now. */
export async function storeWithLogs(count: number): Promise<Store> {
  const store = createKyselyStore({ dialect: openSqlite(':memory:') })
  onTestFinished(() => store.close())
  await store.migrate()
  const now = Date.now()
  for (let first = count; first > 0; first -= BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, first) }, (_, i) => first - i)
    await store.logs.append(batch.map((age) => toEntry(age, now - age * 500)))
  }
  return store
}

/** Entry `age`: every hundredth failed, every seventh asked for another model. */
function toEntry(age: number, time: number): LogEntry {
  const failed = age % 100 === 0
  return {
    requestId: `req_${age}`,
    attempt: 1,
    final: true,
    time,
    model: age % 7 === 0 ? 'claude-opus-4-5' : 'claude-sonnet-4-5',
    upstreamModel: null,
    channelId: 1,
    channelName: 'main',
    keyId: 1,
    keyMask: 'sk-a****cdef',
    statusCode: failed ? 529 : 200,
    outcome: failed ? 'answer' : 'relayed',
    message: failed ? `overloaded_error: number ${age}` : '',
    streaming: true,
    queueMs: 0,
    connectMs: 20,
    firstEventMs: failed ? null : 500,
    durationMs: 3000,
    requestBytes: 1000,
    responseBytes: 2000,
    tokenName: age % 2 === 0 ? 'ci' : 'laptop',
    clientIp: '127.0.0.1',
    sessionId: null,
    agentId: null,
    usage: null,
    costMicroUsd: null,
    plan: null,
  }
}
