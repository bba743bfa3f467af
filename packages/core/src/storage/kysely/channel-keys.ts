import type { Transaction } from 'kysely'
import type { KeyDraft } from '../../domain/channel.js'
import { resolveKeys } from '../channel-fields.js'
import { toKeyColumns } from './channel-rows.js'
import type { Database } from './schema.js'

/**
 * Makes the keys of a channel those of the list, in its order. Keys that stay keep their ids and
 * cooldowns; those that go take their cooldowns along.
 */
export async function replaceKeys(
  trx: Transaction<Database>,
  channelId: number,
  drafts: readonly KeyDraft[],
): Promise<void> {
  const existing = await trx
    .selectFrom('channel_keys')
    .select('id')
    .where('channel_id', '=', channelId)
    .execute()
  const gone = new Set(existing.map((row) => Number(row.id)))
  const added = []
  for (const [position, key] of resolveKeys(drafts, gone).entries()) {
    const columns = toKeyColumns(key, channelId, position)
    if (key.id === null) {
      added.push(columns)
    } else {
      gone.delete(key.id)
      await trx.updateTable('channel_keys').set(columns).where('id', '=', key.id).execute()
    }
  }
  for (const id of gone) {
    await trx
      .deleteFrom('cooldowns')
      .where('channel_id', '=', channelId)
      .where('scope', '=', 'key')
      .where('key_id', '=', id)
      .execute()
    await trx.deleteFrom('channel_keys').where('id', '=', id).execute()
  }
  for (const columns of added) await trx.insertInto('channel_keys').values(columns).execute()
}
