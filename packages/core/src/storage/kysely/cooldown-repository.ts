import type { Kysely, Selectable, Transaction } from 'kysely'
import type {
  Cooldown,
  CooldownCause,
  CooldownScope,
  CooldownTarget,
} from '../../domain/cooldown.js'
import type { CooldownStore } from '../../ports/store.js'
import { lastByKey, targetKey } from '../target-key.js'
import type { ChangeTopic } from './changes.js'
import { inParts, type SqlFlavor, upsert } from './dialects.js'
import type { CooldownTable, Database } from './schema.js'
import { inTransaction } from './transaction.js'

const TARGET_COLUMNS = ['channel_id', 'scope', 'key_id', 'model']

/** Cooldowns in the table `cooldowns`. */
export function createCooldownRepository(
  db: Kysely<Database>,
  flavor: SqlFlavor,
  topic: ChangeTopic,
): CooldownStore {
  return {
    async list() {
      const rows = await db.selectFrom('cooldowns').selectAll().execute()
      return rows.map(toCooldown)
    },
    async save(cooldowns, cleared) {
      if (cooldowns.length === 0 && cleared.length === 0) return
      await inTransaction(db, flavor, async (trx) => {
        let changed = 0
        for (const target of cleared) changed += await clear(trx, target)
        const alive = await onlyAlive(trx, lastByKey(cooldowns, targetKey))
        await upsert(trx, flavor, 'cooldowns', TARGET_COLUMNS, alive.map(toRow))
        // Each process ends by itself what all of them know of: only the first one has news.
        if (changed + alive.length > 0) await topic.record(trx)
      })
    },
    subscribe: topic.signal.subscribe,
  }
}

/** Returns how many there were: one or none. */
async function clear(trx: Transaction<Database>, target: CooldownTarget): Promise<number> {
  const { channel_id, scope, key_id, model } = toTargetColumns(target)
  const { numDeletedRows } = await trx
    .deleteFrom('cooldowns')
    .where('channel_id', '=', channel_id)
    .where('scope', '=', scope)
    .where('key_id', '=', key_id)
    .where('model', '=', model)
    .executeTakeFirst()
  return Number(numDeletedRows)
}

/** The cooldowns whose channel, and key where there is one, still exist. */
async function onlyAlive(
  trx: Transaction<Database>,
  cooldowns: readonly Cooldown[],
): Promise<Cooldown[]> {
  const channelIds = [...new Set(cooldowns.map((cooldown) => cooldown.channelId))]
  const alive = new Set<string>()
  for (const part of inParts(channelIds, 1)) {
    const rows = await trx
      .selectFrom('channels')
      .leftJoin('channel_keys', 'channel_keys.channel_id', 'channels.id')
      .select(['channels.id as channel_id', 'channel_keys.id as key_id'])
      .where('channels.id', 'in', part)
      .execute()
    for (const row of rows) alive.add(`${row.channel_id}`).add(`${row.channel_id} ${row.key_id}`)
  }
  return cooldowns.filter(({ channelId, keyId }) =>
    alive.has(keyId === null ? `${channelId}` : `${channelId} ${keyId}`),
  )
}

function toTargetColumns({ channelId, scope, keyId, model }: CooldownTarget) {
  return { channel_id: channelId, scope, key_id: keyId ?? 0, model: model ?? '' }
}

function toRow(cooldown: Cooldown) {
  return {
    ...toTargetColumns(cooldown),
    until: cooldown.until,
    duration_ms: cooldown.durationMs,
    cause: cooldown.cause,
  }
}

function toCooldown(row: Selectable<CooldownTable>): Cooldown {
  return {
    scope: row.scope as CooldownScope,
    channelId: Number(row.channel_id),
    keyId: row.scope === 'key' ? Number(row.key_id) : null,
    model: row.scope === 'model' ? row.model : null,
    until: Number(row.until),
    durationMs: Number(row.duration_ms),
    cause: row.cause as CooldownCause,
  }
}
