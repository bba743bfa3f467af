import { type Kysely, sql } from 'kysely'
import type { TokenUse } from '../../domain/client-token.js'
import type { TokenUsageStore } from '../../ports/token-store.js'
import { type AnyInsert, createBatchInsert } from './batch-insert.js'
import { inParts, type SqlFlavor } from './dialects.js'
import type { Database } from './schema.js'
import { inTransaction } from './transaction.js'

/** What tokens have used, by the day, in the table `token_usage`. */
export function createTokenUsageRepository(
  db: Kysely<Database>,
  flavor: SqlFlavor,
): TokenUsageStore {
  const insert = createBatchInsert<TokenUse>(db, {
    table: 'token_usage',
    columns: ['day', 'token_id', 'requests', 'cost_micro_usd'],
    pushValues: (values, use) => values.push(use.day, use.tokenId, use.requests, use.costMicroUsd),
    onConflict: (rows) => addUp(rows, flavor),
  })

  return {
    async add(uses) {
      if (uses.length === 0) return
      await inTransaction(db, flavor, async (trx) => {
        const alive = await idsOf(trx, uses)
        const kept = uses.filter(({ tokenId }) => alive.has(tokenId)).sort(byPlace)
        await insert.execute(trx, kept)
        for (const [id, at] of latestUses(kept)) {
          await trx
            .updateTable('tokens')
            .set({ last_used_at: at })
            .where('id', '=', id)
            .where(({ eb, or }) =>
              or([eb('last_used_at', 'is', null), eb('last_used_at', '<', at)]),
            )
            .execute()
        }
      })
    },

    async sums(day, month) {
      const rows = await db
        .selectFrom('token_usage')
        .select('token_id')
        .select((row) => [
          row.fn.sum(sql<number>`case when day >= ${day} then requests else 0 end`).as('requests'),
          row.fn
            .sum(sql<number>`case when day >= ${day} then cost_micro_usd else 0 end`)
            .as('today'),
          row.fn.sum('cost_micro_usd').as('month'),
        ])
        .where('day', '>=', month)
        .groupBy('token_id')
        .orderBy('token_id')
        .execute()
      return rows.map((row) => ({
        tokenId: Number(row.token_id),
        requestsToday: Number(row.requests),
        costTodayMicroUsd: Number(row.today),
        costMonthMicroUsd: Number(row.month),
      }))
    },
  }
}

/** The database adds up itself, so that any number of processes may write. */
function addUp(insert: AnyInsert, flavor: SqlFlavor): AnyInsert {
  return flavor.onDuplicate(insert, ['day', 'token_id'], (incoming) => {
    const sum = (name: string) => sql<number>`${sql.ref(`token_usage.${name}`)} + ${incoming(name)}`
    return { requests: sum('requests'), cost_micro_usd: sum('cost_micro_usd') }
  })
}

async function idsOf(db: Kysely<Database>, uses: readonly TokenUse[]): Promise<Set<number>> {
  const ids = new Set<number>()
  for (const part of inParts([...new Set(uses.map(({ tokenId }) => tokenId))], 1)) {
    const rows = await db.selectFrom('tokens').select('id').where('id', 'in', part).execute()
    for (const { id } of rows) ids.add(Number(id))
  }
  return ids
}

/** By id, so that writers lock rows in one order and never wait for each other in a circle. */
function latestUses(uses: readonly TokenUse[]): [number, number][] {
  const latest = new Map<number, number>()
  for (const { tokenId, lastUsedAt } of uses) {
    latest.set(tokenId, Math.max(latest.get(tokenId) ?? 0, lastUsedAt))
  }
  return [...latest].sort(([a], [b]) => a - b)
}

function byPlace(a: TokenUse, b: TokenUse): number {
  return a.day - b.day || a.tokenId - b.tokenId
}
