import { type Cells, toFlag, toList, toNumber, toTexts } from './old-cells.js'
import type { OldToken } from './old-channel.js'
import type { OldTables } from './read-database.js'

/** Reads the tokens of clients, which versions since the end of 2025 keep in the database. */
export function readTokens(tables: Pick<OldTables, 'rows'>): OldToken[] {
  const tokens = tables.rows('auth_tokens').map(toToken)
  return tokens.sort((a, b) => a.id - b.id)
}

function toToken(cells: Cells): OldToken {
  const ids = toList(cells('allowed_channel_ids'))
  return {
    id: toNumber(cells('id')),
    token: cells('token').trim(),
    description: cells('description').trim(),
    enabled: toFlag(cells('is_active')),
    expiresAt: toNumber(cells('expires_at')),
    models: toTexts(cells('allowed_models')),
    channelIds: ids?.map(Number),
    denies: cells('channel_restriction_mode').trim().toLowerCase() === 'deny',
    concurrent: toNumber(cells('max_concurrency')),
    costMicroUsd: toNumber(cells('cost_limit_microusd')),
    dailyCostMicroUsd: toNumber(cells('cost_daily_limit_microusd')),
    monthlyCostMicroUsd: toNumber(cells('cost_monthly_limit_microusd')),
  }
}
