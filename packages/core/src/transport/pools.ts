import { createHash } from 'node:crypto'
import { CHANNEL_DEFAULTS, type ChannelConnection } from '../domain/channel.js'
import type { Clock } from '../ports/clock.js'
import type { ConnectionPool } from './connection-pool.js'

/** Pools that nobody has used for so long are closed when another one is made. */
const UNUSED_AFTER_MS = 10 * 60_000

/** The pools of a transport: one per origin and way of connecting. */
export interface Pools {
  /** Throws what `create` throws. */
  get(origin: string, connection: ChannelConnection | undefined): ConnectionPool
  close(): Promise<void>
}

interface Entry {
  readonly key: string
  readonly pool: ConnectionPool
  usedAt: number
  isClosed: boolean
}

/**
 * Keeps pools for as long as they are used. Channels that came and went leave none behind: their
 * connections end by themselves, and their pools when the next one is made.
 */
export function createPools(
  create: (origin: string, connection: ChannelConnection) => ConnectionPool,
  clock: Clock,
): Pools {
  const entries = new Map<string, Entry>()
  // A channel's options are one object until its snapshot is replaced, which a look-up is faster by.
  const known = new WeakMap<ChannelConnection, Map<string, Entry>>()
  const closing = new Set<Promise<void>>()

  const end = (entry: Entry) => {
    entry.isClosed = true
    entries.delete(entry.key)
    const closed = entry.pool.close().finally(() => closing.delete(closed))
    closing.add(closed)
  }
  const make = (key: string, origin: string, connection: ChannelConnection): Entry => {
    const unusedSince = clock.now() - UNUSED_AFTER_MS
    for (const entry of [...entries.values()]) if (entry.usedAt < unusedSince) end(entry)
    const pool = create(origin, connection)
    const entry = { key, pool, usedAt: clock.now(), isClosed: false }
    entries.set(key, entry)
    return entry
  }
  const find = (origin: string, connection: ChannelConnection): Entry => {
    const byOrigin = known.get(connection) ?? new Map<string, Entry>()
    const seen = byOrigin.get(origin)
    if (seen !== undefined && !seen.isClosed) return seen
    const key = toKey(origin, connection)
    const entry = entries.get(key) ?? make(key, origin, connection)
    byOrigin.set(origin, entry)
    known.set(connection, byOrigin)
    return entry
  }

  return {
    get(origin, connection = CHANNEL_DEFAULTS.connection) {
      const entry = find(origin, connection)
      entry.usedAt = clock.now()
      return entry.pool
    },
    async close() {
      for (const entry of [...entries.values()]) end(entry)
      await Promise.all(closing)
    },
  }
}

function toKey(origin: string, connection: ChannelConnection): string {
  const { proxyUrl, insecureTls, ca, http2 } = connection
  // A digest, as proxies may look alike by their masks, and their passwords should not lie about.
  const text = JSON.stringify([origin, proxyUrl?.reveal() ?? null, insecureTls, ca, http2])
  return createHash('sha256').update(text).digest('base64')
}
