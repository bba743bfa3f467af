import type { Kysely } from 'kysely'
import type { Channel } from '../../domain/channel.js'
import { readRevision } from './changes.js'
import { type ChannelLine, toChannels } from './channel-rows.js'
import type { Database } from './schema.js'

/** What is known of the channels, and of how often they had changed before it was read. */
interface Known {
  readonly revision: number | undefined
  readonly channels: ReadonlyMap<number, Channel>
}

/** Above this all are read: one statement instead of one with very many numbers. */
const MOST_BY_ID = 100

/**
 * Lists the channels, and reads again only what has changed: while nothing has, a list costs one row
 * of the table `revisions`. Channels that are the same are the same objects, so that what was made
 * of them, deciphered keys above all, can be kept. Changes are seen by their revision and version:
 * whoever edits the tables by hand has to count both up, or to start the program again.
 */
export function createChannelList(db: Kysely<Database>): () => Promise<Channel[]> {
  let known: Known = { revision: undefined, channels: new Map() }

  async function readChanged(before: ReadonlyMap<number, Channel>): Promise<Channel[]> {
    const heads = await db
      .selectFrom('channels')
      .select(['id', 'version', 'created_at', 'updated_at'])
      .orderBy('id')
      .execute()
    const same = heads.map((head) => {
      const channel = before.get(Number(head.id))
      const isSame =
        channel?.version === Number(head.version) &&
        channel.createdAt === Number(head.created_at) &&
        channel.updatedAt === Number(head.updated_at)
      return isSame ? channel : undefined
    })
    const changed = heads.filter((_, at) => same[at] === undefined).map(({ id }) => id)
    if (changed.length > MOST_BY_ID) return toChannels(await selectLines(db).execute())
    if (changed.length === 0) return same.filter((channel) => channel !== undefined)
    const lines = await selectLines(db).where('channels.id', 'in', changed).execute()
    const read = new Map(toChannels(lines).map((channel) => [channel.id, channel]))
    // What has been removed meanwhile is in neither.
    return heads
      .map(({ id }, at) => same[at] ?? read.get(Number(id)))
      .filter((channel) => channel !== undefined)
  }

  return async () => {
    // Asked for first: a change that comes in between is found by the next list.
    const revision = await readRevision(db, 'channels')
    if (revision !== known.revision || revision === undefined) {
      const channels = await readChanged(known.channels)
      known = { revision, channels: new Map(channels.map((channel) => [channel.id, channel])) }
    }
    return [...known.channels.values()]
  }
}

/** One statement, so that nothing can change between a channel and its keys. */
export function selectLines(db: Kysely<Database>) {
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
    .$castTo<ChannelLine>()
}
