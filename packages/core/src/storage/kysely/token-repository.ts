import type { Kysely } from 'kysely'
import type { ClientToken, TokenDraft } from '../../domain/client-token.js'
import { CcloadError } from '../../errors.js'
import type { Clock } from '../../ports/clock.js'
import type { TokenStore } from '../../ports/token-store.js'
import {
  initialTokenFields,
  namedTokenFields,
  refuseChangedToken,
  tokenTaken,
} from '../token-fields.js'
import type { ChangeTopic } from './changes.js'
import { isUniqueViolation, type SqlFlavor } from './dialects.js'
import type { Database } from './schema.js'
import { toToken, toTokenColumns } from './token-rows.js'
import { createTokenUsageRepository } from './token-usage-repository.js'
import { inTransaction } from './transaction.js'

/** Tokens in the table `tokens`, and what they have used in `token_usage`. */
export function createTokenRepository(
  db: Kysely<Database>,
  flavor: SqlFlavor,
  clock: Clock,
  topic: ChangeTopic,
): TokenStore {
  const { signal: changes } = topic

  return {
    async list() {
      const rows = await db.selectFrom('tokens').selectAll().orderBy('id').execute()
      return rows.map(toToken)
    },
    get: (id) => getToken(db, id),
    async create(draft) {
      const { digest, prefix } = draft
      const now = clock.now()
      const row = { digest, prefix, last_used_at: null, version: 1, created_at: now }
      const columns = { ...toTokenColumns(initialTokenFields(draft)), ...row, updated_at: now }
      try {
        await inTransaction(db, flavor, async (trx) => {
          await trx.insertInto('tokens').values(columns).execute()
          await topic.record(trx)
        })
      } catch (cause) {
        throw isUniqueViolation(cause, flavor) ? await toTaken(db, draft, cause) : cause
      }
      // The digest is unique, and asking for it works where `returning` does not.
      const token = await findToken(db, 'digest', digest)
      if (token === undefined) throw new CcloadError('internal_error', 'The token is not there')
      changes.notify()
      return token
    },
    async update(id, patch, ifVersion) {
      const columns = { ...toTokenColumns(namedTokenFields(patch)), updated_at: clock.now() }
      try {
        const token = await inTransaction(db, flavor, async (trx) => {
          const before = await getToken(trx, id)
          if (before === undefined) return undefined
          refuseChangedToken(before, ifVersion)
          const { numUpdatedRows } = await trx
            .updateTable('tokens')
            .set({ ...columns, version: before.version + 1 })
            .where('id', '=', id)
            .where('version', '=', before.version)
            .executeTakeFirst()
          if (numUpdatedRows === 0n) refuseChangedToken(before, 0)
          await topic.record(trx)
          return getToken(trx, id)
        })
        if (token !== undefined) changes.notify()
        return token
      } catch (cause) {
        throw isUniqueViolation(cause, flavor) ? tokenTaken('name', { cause }) : cause
      }
    },
    async remove(id) {
      const removed = await inTransaction(db, flavor, async (trx) => {
        await trx.deleteFrom('token_usage').where('token_id', '=', id).execute()
        const { numDeletedRows } = await trx
          .deleteFrom('tokens')
          .where('id', '=', id)
          .executeTakeFirst()
        if (numDeletedRows > 0n) await topic.record(trx)
        return numDeletedRows > 0n
      })
      if (removed) changes.notify()
      return removed
    },
    subscribe: changes.subscribe,
    usage: createTokenUsageRepository(db, flavor),
  }
}

function getToken(db: Kysely<Database>, id: number): Promise<ClientToken | undefined> {
  return findToken(db, 'id', id)
}

async function findToken(
  db: Kysely<Database>,
  column: 'id' | 'digest' | 'name',
  value: number | string,
): Promise<ClientToken | undefined> {
  const row = await db.selectFrom('tokens').selectAll().where(column, '=', value).executeTakeFirst()
  return row && toToken(row)
}

async function toTaken(db: Kysely<Database>, { name }: TokenDraft, cause: unknown) {
  const isNameTaken = (await findToken(db, 'name', name)) !== undefined
  return tokenTaken(isNameTaken ? 'name' : 'secret', { cause })
}
