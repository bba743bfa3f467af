import type { Kysely, Transaction } from 'kysely'
import { type ChangeSignal, createChangeSignal } from '../change-signal.js'
import type { SqlFlavor } from './dialects.js'
import type { Database } from './schema.js'

/** What processes tell each other of. */
export const CHANGE_TOPICS = ['channels', 'tokens', 'cooldowns'] as const

export type ChangeTopicName = (typeof CHANGE_TOPICS)[number]

/** Changes of one kind. */
export interface ChangeTopic {
  /** To be called within each transaction that makes such a change. */
  record(trx: Transaction<Database>): Promise<void>
  /** This process's own listeners. */
  readonly signal: ChangeSignal
}

/** The topics of one store. */
export type ChangeTopics = Readonly<Record<ChangeTopicName, ChangeTopic>>

/** Counts the changes of each topic in the table `revisions`, where other processes look. */
export function createChangeTopics(flavor: SqlFlavor): ChangeTopics {
  const create = (name: ChangeTopicName): ChangeTopic => ({
    signal: createChangeSignal(),
    async record(trx) {
      await trx
        .updateTable('revisions')
        .set((row) => ({ revision: row('revision', '+', 1) }))
        .where('topic', '=', name)
        .execute()
      await flavor.wakeListeners?.execute(trx)
    },
  })
  return {
    channels: create('channels'),
    tokens: create('tokens'),
    cooldowns: create('cooldowns'),
  }
}

/** How often a topic has changed so far. */
export async function readRevision(
  db: Kysely<Database>,
  name: ChangeTopicName,
): Promise<number | undefined> {
  const row = await db
    .selectFrom('revisions')
    .select('revision')
    .where('topic', '=', name)
    .executeTakeFirst()
  return row && Number(row.revision)
}

/** How often each topic has changed so far. */
export async function readRevisions(db: Kysely<Database>): Promise<Map<string, number>> {
  const rows = await db.selectFrom('revisions').selectAll().execute()
  return new Map(rows.map(({ topic, revision }) => [topic, Number(revision)]))
}
