import type { Kysely, Transaction } from 'kysely'
import type { Channel, ChannelDraft } from '../../domain/channel.js'
import { CcloadError } from '../../errors.js'
import type { Clock } from '../../ports/clock.js'
import type { ChannelStore, ChannelWrite } from '../../ports/store.js'
import { createChangeSignal } from '../change-signal.js'
import { initialFields, namedFields, refuseChanged, refuseGone } from '../channel-fields.js'
import { replaceKeys } from './channel-keys.js'
import { toChannelColumns, toChannels } from './channel-rows.js'
import { isUniqueViolation } from './dialects.js'
import type { Database } from './schema.js'

/** Channels and their keys in the tables `channels` and `channel_keys`. */
export function createChannelRepository(db: Kysely<Database>, clock: Clock): ChannelStore {
  const changes = createChangeSignal()

  return {
    async list() {
      return toChannels(await selectLines(db).execute())
    },
    get(id) {
      return getChannel(db, id)
    },
    async create(draft) {
      const channel = await db.transaction().execute((trx) => insert(trx, draft, clock.now()))
      changes.notify()
      return channel
    },
    async update(id, patch, ifVersion) {
      const now = clock.now()
      const channel = await db
        .transaction()
        .execute((trx) => change(trx, { id, patch, ifVersion }, now))
      if (channel !== undefined) changes.notify()
      return channel
    },
    async applyAll(writes) {
      if (writes.length === 0) return []
      const now = clock.now()
      const written = await db.transaction().execute(async (trx) => {
        const channels: Channel[] = []
        for (const write of writes) {
          const channel =
            'create' in write ? await insert(trx, write.create, now) : await change(trx, write, now)
          channels.push(channel ?? refuseGone('id' in write ? write.id : 0))
        }
        return channels
      })
      changes.notify()
      return written
    },
    async remove(id) {
      const removed = await db.transaction().execute(async (trx) => {
        await trx.deleteFrom('cooldowns').where('channel_id', '=', id).execute()
        await trx.deleteFrom('channel_keys').where('channel_id', '=', id).execute()
        const result = await trx.deleteFrom('channels').where('id', '=', id).executeTakeFirst()
        return result.numDeletedRows > 0n
      })
      if (removed) changes.notify()
      return removed
    },
    subscribe: changes.subscribe,
  }
}

async function insert(
  trx: Transaction<Database>,
  draft: ChannelDraft,
  now: number,
): Promise<Channel> {
  const columns = toChannelColumns(initialFields(draft))
  const row = { ...columns, version: 1, created_at: now, updated_at: now }
  const insertion = trx.insertInto('channels').values(row)
  await refusingTakenName(draft.name, () => insertion.execute())
  // The name is unique, and asking for it works where `returning` does not.
  const byName = trx.selectFrom('channels').select('id').where('name', '=', draft.name)
  const id = Number((await byName.executeTakeFirstOrThrow()).id)
  await replaceKeys(trx, id, draft.keys)
  return getExistingChannel(trx, id)
}

async function change(
  trx: Transaction<Database>,
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
  const { numUpdatedRows } = await refusingTakenName(patch.name, () => update.executeTakeFirst())
  if (numUpdatedRows === 0n) refuseChanged(before, 0)
  if (patch.keys !== undefined) await replaceKeys(trx, id, patch.keys)
  return getChannel(trx, id)
}

/** One statement, so that nothing can change between a channel and its keys. */
function selectLines(db: Kysely<Database>) {
  return db
    .selectFrom('channels')
    .leftJoin('channel_keys', 'channel_keys.channel_id', 'channels.id')
    .selectAll('channels')
    .select([
      'channel_keys.id as key_id',
      'channel_keys.api_key',
      'channel_keys.enabled as key_enabled',
      'channel_keys.note',
    ])
    .orderBy('channels.id')
    .orderBy('channel_keys.position')
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

async function refusingTakenName<T>(name: string | undefined, write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    const message = `There is already a channel named "${name}".`
    throw new CcloadError('channel_name_taken', message, { cause: error })
  }
}
