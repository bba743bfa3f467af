import type { TokenDraft } from '../../src/domain/client-token.js'
import { toTokenDigest, toTokenPrefix } from '../../src/domain/token-secret.js'
import { type ClientToken, createPriceTable, type TokenLimits } from '../../src/index.js'
import { type RawResponse, rawRequest } from '../../src/testing.js'
import { type Gateway, type GatewayOptions, message, startGateway } from '../pipeline/gateway.js'

/** The secret of the token that the tests use. */
export const SECRET = 'ccl_the-secret-of-a-client-0123456789'

/** The header that carries it. */
export const CREDENTIAL = ['authorization', `Bearer ${SECRET}`]

/** What one answer of a fake upstream costs at {@link PRICES}: only its 25 input tokens do. */
export const COST = 100

const FREE = { output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, webSearch: 0 }

export const PRICES = createPriceTable({ 'claude-sonnet-4-5': { input: 4_000_000, ...FREE } })

/** A gateway whose store holds one token. */
export interface TokenGateway {
  readonly gateway: Gateway
  readonly token: ClientToken
  /** Sends a message request with the token. */
  post(body?: object, target?: string): Promise<RawResponse>
  /** Reads the model list, or what is below it, with the token. */
  models(path?: string): Promise<RawResponse>
}

export async function startWithToken(
  fields: Omit<Partial<TokenDraft>, 'limits'> & { readonly limits?: Partial<TokenLimits> } = {},
  options: GatewayOptions = {},
): Promise<TokenGateway> {
  const gateway = await startGateway({ prices: PRICES, ...options })
  const none = {
    requestsPerMinute: null,
    concurrent: null,
    dailyCostMicroUsd: null,
    monthlyCostMicroUsd: null,
  }
  const token = await gateway.store.tokens.create({
    name: 'laptop',
    digest: toTokenDigest(SECRET),
    prefix: toTokenPrefix(SECRET),
    ...fields,
    limits: { ...none, ...fields.limits },
  })
  return {
    gateway,
    token,
    post: (body = message(), target) => gateway.post(body, CREDENTIAL, target),
    models: (path = '') =>
      rawRequest(gateway.url, { target: `/v1/models${path}`, headers: CREDENTIAL }),
  }
}
