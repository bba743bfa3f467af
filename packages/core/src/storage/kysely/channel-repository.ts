import type { Kysely, Transaction } from 'kysely'
import type { Channel, ChannelDraft } from '../../domain/channel.js'
import { CcloadError } from '../../errors.js'
import type { Clock } from '../../ports/clock.js'
import type { ChannelStore, ChannelWrite } from '../../ports/store.js'
import { initialFields, namedFields, refuseChanged, refuseGone } from '../channel-fields.js'
import type { ChangeTopic } from './changes.js'
import { replaceKeys } from './channel-keys.js'
import { createChannelList, selectLines } from './channel-list.js'
import { toChannelColumns, toChannels } from './channel-rows.js'
import { isUniqueViolation, type SqlFlavor } from './dialects.js'
import type { Database } from './schema.js'
import { inTransaction } from './transaction.js'

/** Channels and their keys in the tables `channels` and `channel_keys`. */
export function createChannelRepository(
  db: Kysely<Database>,
  flavor: SqlFlavor,
  clock: Clock,
  topic: ChangeTopic,
): ChannelStore {
  const { signal: changes } = topic

  /** Undefined or false: nothing has changed. */
  async function write<T>(change: (trx: Transaction<Database>) => Promise<T>): Promise<T> {
    const written = await inTransaction(db, flavor, async (trx) => {
      const result = await change(trx)
      if (result) await topic.record(trx)
      return result
    })
    if (written) changes.notify()
    return written
  }

  return {
    list: createChannelList(db),
    get(id) {
      return getChannel(db, id)
    },
    create: (draft) => write((trx) => insert(trx, flavor, draft, clock.now())),
    update: (id, patch, ifVersion) =>
      write((trx) => change(trx, flavor, { id, patch, ifVersion }, clock.now())),
    async applyAll(writes, onWritten) {
      if (writes.length === 0) return []
      const now = clock.now()
      return await write(async (trx) => {
        const channels: Channel[] = []
        for (const one of writes) {
          const channel =
            'create' in one
              ? await insert(trx, flavor, one.create, now)
              : await change(trx, flavor, one, now)
          channels.push(channel ?? refuseGone('id' in one ? one.id : 0))
          onWritten?.(channels.length)
        }
        return channels
      })
    },
    async remove(id) {
      return await write(async (trx) => {
        await trx.deleteFrom('cooldowns').where('channel_id', '=', id).execute()
        await trx.deleteFrom('channel_keys').where('channel_id', '=', id).execute()
        const result = await trx.deleteFrom('channels').where('id', '=', id).executeTakeFirst()
        return result.numDeletedRows > 0n
      })
    },
    subscribe: changes.subscribe,
  }
}

async function insert(
  trx: Transaction<Database>,
  flavor: SqlFlavor,
  draft: ChannelDraft,
  now: number,
): Promise<Channel> {
  const columns = toChannelColumns(initialFields(draft))
  const row = { ...columns, version: 1, created_at: now, updated_at: now }
  const insertion = trx.insertInto('channels').values(row)
  await refusingTakenName(draft.name, flavor, () => insertion.execute())
  // The name is unique, and asking for it works where `returning` does not.
  const byName = trx.selectFrom('channels').select('id').where('name', '=', draft.name)
  const id = Number((await byName.executeTakeFirstOrThrow()).id)
  await replaceKeys(trx, id, draft.keys)
  return getExistingChannel(trx, id)
}

async function change(
  trx: Transaction<Database>,
  flavor: SqlFlavor,
  { id, patch, ifVersion }: Exclude<ChannelWrite, { create: unknown }>,
  now: number,
): Promise<Channel | undefined> {
  const before = await getChannel(trx, id)
  if (before === undefined) return undefined
  refuseChanged(before, ifVersion)
  const update = trx
    .updateTable('channels')
    .set({
      ...toChannelColumns(namedFields(patch)),
      version: before.version + 1,
      updated_at: now,
    })
    .where('id', '=', id)
    .where('version', '=', before.version)
  const { numUpdatedRows } = await refusingTakenName(patch.name, flavor, () =>
    update.executeTakeFirst(),
  )
  if (numUpdatedRows === 0n) refuseChanged(before, 0)
  if (patch.keys !== undefined) await replaceKeys(trx, id, patch.keys)
  return getChannel(trx, id)
}

async function getChannel(db: Kysely<Database>, id: number): Promise<Channel | undefined> {
  const [channel] = toChannels(await selectLines(db).where('channels.id', '=', id).execute())
  return channel
}

async function getExistingChannel(db: Kysely<Database>, id: number): Promise<Channel> {
  const channel = await getChannel(db, id)
  if (channel === undefined) throw new CcloadError('internal_error', `Channel ${id} is not there`)
  return channel
}

async function refusingTakenName<T>(
  name: string | undefined,
  flavor: SqlFlavor,
  write: () => Promise<T>,
): Promise<T> {
  try {
    return await write()
  } catch (error) {
    if (!isUniqueViolation(error, flavor)) throw error
    const message = `There is already a channel named "${name}".`
    throw new CcloadError('channel_name_taken', message, { cause: error })
  }
}
