import type { ChannelDraft } from '../domain/channel.js'
import type { Cooldown } from '../domain/cooldown.js'
import type { Cursor } from '../domain/cursor.js'
import { type Clock, systemClock } from '../ports/clock.js'
import type { Store } from '../ports/store.js'
import { createMemoryChannels } from './memory-channels.js'
import { createMemoryLeases } from './memory-leases.js'
import { createMemoryLogs } from './memory-logs.js'
import { createMemoryStats } from './memory-stats.js'
import { createMemoryTokens } from './memory-tokens.js'
import { cursorKey, targetKey } from './target-key.js'

/** What a memory store starts from. */
export interface MemoryStoreOptions {
  /** Channels that are there from the start. */
  readonly channels?: readonly ChannelDraft[] | undefined
  /** How many log entries are kept; the oldest go first. 10,000 unless told. */
  readonly logLimit?: number | undefined
  /** The machine's unless told. */
  readonly clock?: Clock | undefined
}

/** Sessions, and cells of each span: with a few channels and models, minutes for most of a day. */
const ROLLUP_LIMIT = 20_000

/**
 * A store that lasts as long as the process: for embedding with fixed channels, for trying things
 * out and for tests. It keeps every promise of {@link Store} except that of outliving the process.
 * Throws `CcloadError` `channel_name_taken` when two of the given channels share a name.
 *
 * @example
 * const store = createMemoryStore({
 *   channels: [
 *     { name: 'main', url: 'https://api.anthropic.com', keys: [{ secret }], models: ['claude-*'] },
 *   ],
 * })
 */
export function createMemoryStore(options: MemoryStoreOptions = {}): Store {
  const { channels: drafts = [], logLimit = 10_000, clock = systemClock } = options
  const channels = createMemoryChannels(clock)
  for (const draft of drafts) channels.add(draft)
  const cooldowns = new Map<string, Cooldown>()
  const cursors = new Map<string, Cursor>()
  const stats = createMemoryStats(ROLLUP_LIMIT, () => logs.entries)
  const logs = createMemoryLogs(logLimit, stats.add)

  function isAlive({ channelId, keyId }: Cooldown): boolean {
    return channels.has(channelId, keyId)
  }
  channels.subscribe(() => {
    for (const [key, cooldown] of cooldowns) if (!isAlive(cooldown)) cooldowns.delete(key)
  })

  return {
    channels,
    cooldowns: {
      async list() {
        return [...cooldowns.values()]
      },
      async save(saved, cleared) {
        const copies = structuredClone(saved.filter(isAlive))
        for (const target of cleared) cooldowns.delete(targetKey(target))
        for (const cooldown of copies) cooldowns.set(targetKey(cooldown), cooldown)
      },
    },
    cursors: {
      async list() {
        return [...cursors.values()]
      },
      async save(saved) {
        for (const cursor of structuredClone(saved)) cursors.set(cursorKey(cursor), cursor)
      },
    },
    logs,
    stats,
    upkeep: {
      size: async () => ({ logs: logs.entries.length, bytes: null }),
      removeLogs: logs.removeLogs,
      removeRollups: stats.removeRollups,
      removeSessions: stats.removeSessions,
      compact: async () => false,
    },
    tokens: createMemoryTokens(clock),
    leases: createMemoryLeases(clock),
    async close() {},
  }
}
