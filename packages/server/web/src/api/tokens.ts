import { useQuery } from '@tanstack/react-query'
import { call } from './client.js'

export interface TokenLimits {
  readonly requests_per_minute: number | null
  readonly concurrent: number | null
  readonly daily_cost_micro_usd: number | null
  readonly monthly_cost_micro_usd: number | null
}

/** A credential that clients use. */
export interface Token {
  readonly id: number
  readonly name: string
  /** Its first characters: enough to recognise it. */
  readonly prefix: string
  readonly enabled: boolean
  readonly expires_at: string | null
  /** null: all. */
  readonly models: readonly string[] | null
  /** null: all. */
  readonly channel_ids: readonly number[] | null
  readonly limits: TokenLimits
  readonly usage: {
    readonly requests_today: number
    readonly requests_in_flight: number
    readonly cost_today_micro_usd: number
    readonly cost_month_micro_usd: number
  }
  readonly version: number
  readonly created_at: string
  readonly last_used_at: string | null
}

/** A token that was made just now, with the secret that is never shown again. */
export interface CreatedToken extends Token {
  readonly secret: string
}

export type TokenWrite = Partial<
  Pick<Token, 'name' | 'enabled' | 'expires_at' | 'models' | 'channel_ids' | 'limits'>
>

export const tokensKey = ['tokens'] as const

export function useTokens() {
  return useQuery({
    queryKey: tokensKey,
    queryFn: ({ signal }) => call<Token[]>('GET', '/admin/tokens', { signal }),
    refetchInterval: 30_000,
  })
}

/** The names of the tokens that there are; none where the server has no tokens. */
export function useTokenNames(): readonly string[] {
  return useTokens().data?.map(({ name }) => name) ?? []
}

export const createToken = (write: TokenWrite) =>
  call<CreatedToken>('POST', '/admin/tokens', { body: write })

export const patchToken = (id: number, patch: TokenWrite) =>
  call<Token>('PATCH', `/admin/tokens/${id}`, { body: patch })

export const deleteToken = (id: number) => call<unknown>('DELETE', `/admin/tokens/${id}`)
