import { randomBytes } from 'node:crypto'
import {
  CcloadError,
  type CcloadProxy,
  type ClientToken,
  type Store,
  toTokenDigest,
  toTokenPrefix,
  toTokenSecret,
} from '@ccload/core'
import * as z from 'zod'
import { type AdminRoute, adminRoute } from '../http/admin-route.js'
import { type Failure, failure, fieldFailure, type Reply, success } from '../http/reply.js'
import { pathId } from './field-schemas.js'
import { type TokenPatchInput, tokenInput, tokenPatchInput } from './token-schema.js'
import { newTokenView, tokenView, toTokenView } from './token-view.js'
import { toTokenPatch } from './token-write.js'

const SECRET_BYTES = 32

const idParams = z.strictObject({ id: pathId })

/**
 * Clients' tokens: list, create, read, change, delete. The answer to a creation is the only one
 * that holds the secret, of which nothing is kept but its digest. An answer with one token has an
 * `etag`; a change with `if-match` goes through only if the token is still that one.
 */
export function tokenRoutes(options: {
  store: Pick<Store, 'tokens' | 'channels'>
  tokens: CcloadProxy['tokens']
}): AdminRoute[] {
  const { store, tokens } = options
  const path = '/admin/tokens/{id}'
  const view = (token: ClientToken) => toTokenView(token, tokens.state(token.id))
  const headers = (token: ClientToken) => ({ etag: toEtag(token) })

  const findUnknownChannel = async (ids: readonly number[]): Promise<Failure | undefined> => {
    const known = new Set((await store.channels.list()).map(({ id }) => id))
    const at = ids.findIndex((id) => !known.has(id))
    if (at === -1) return undefined
    return fieldFailure(400, 'invalid_field', `channel_ids[${at}]`, 'is the id of no channel')
  }

  const change = async (request: ChangeRequest): Promise<Reply> => {
    const { id } = request.params
    const existing = await store.tokens.get(id)
    if (existing === undefined) return noSuchToken(id)
    if (request.body.id !== undefined && request.body.id !== id) {
      return fieldFailure(400, 'invalid_field', 'id', 'differs from the one in the path')
    }
    if (!matches(request.ifMatch, existing)) return CHANGED_MEANWHILE
    const unknown = await findUnknownChannel(request.body.channel_ids ?? [])
    if (unknown !== undefined) return unknown
    const patch = toTokenPatch(request.body, existing.limits)
    try {
      // Limits were merged into those that were read, so the write is for that version alone.
      const updated = await store.tokens.update(id, patch, existing.version)
      if (updated === undefined) return noSuchToken(id)
      return success(view(updated), { headers: headers(updated) })
    } catch (error) {
      if (!isRefusal(error, 'token_changed')) return toFailure(error)
      return request.ifMatch === undefined ? change(request) : CHANGED_MEANWHILE
    }
  }

  return [
    adminRoute({
      method: 'get',
      path: '/admin/tokens',
      summary: 'List the tokens of clients',
      data: z.array(tokenView),
      async handle() {
        const found = await store.tokens.list()
        return success(found.map(view))
      },
    }),
    adminRoute({
      method: 'post',
      path: '/admin/tokens',
      summary: 'Create a token; its secret is shown only in this answer',
      body: tokenInput,
      data: newTokenView,
      status: 201,
      async handle({ body }) {
        const unknown = await findUnknownChannel(body.channel_ids ?? [])
        if (unknown !== undefined) return unknown
        const secret = toTokenSecret(randomBytes(SECRET_BYTES))
        const own = { digest: toTokenDigest(secret), prefix: toTokenPrefix(secret) }
        try {
          const draft = { ...toTokenPatch(body), ...own, name: body.name }
          const token = await store.tokens.create(draft)
          return success({ ...view(token), secret }, { status: 201, headers: headers(token) })
        } catch (error) {
          return toFailure(error)
        }
      },
    }),
    adminRoute({
      method: 'get',
      path,
      summary: 'Read a token',
      params: idParams,
      data: tokenView,
      async handle({ params: { id } }) {
        const token = await store.tokens.get(id)
        if (token === undefined) return noSuchToken(id)
        return success(view(token), { headers: headers(token) })
      },
    }),
    adminRoute({
      method: 'patch',
      path,
      summary: 'Change only the named fields of a token (JSON merge patch)',
      params: idParams,
      body: tokenPatchInput,
      data: tokenView,
      handle: change,
    }),
    adminRoute({
      method: 'delete',
      path,
      summary: 'Delete a token, which stops working at once',
      params: idParams,
      async handle({ params: { id } }) {
        return (await store.tokens.remove(id)) ? success() : noSuchToken(id)
      },
    }),
  ]
}

interface ChangeRequest {
  readonly params: { readonly id: number }
  readonly body: TokenPatchInput
  readonly ifMatch: string | undefined
}

function noSuchToken(id: number): Failure {
  return failure(404, 'not_found', `There is no token ${id}.`)
}

const CHANGED_MEANWHILE = failure(
  412,
  'changed_meanwhile',
  'The token was changed meanwhile: read it again.',
)

function isRefusal(error: unknown, code: CcloadError['code']): boolean {
  return error instanceof CcloadError && error.code === code
}

function toFailure(error: unknown): Failure {
  if (!isRefusal(error, 'token_taken')) throw error
  return fieldFailure(409, 'token_taken', 'name', 'is taken by another token')
}

function toEtag({ version }: ClientToken): string {
  return `"${version}"`
}

/** RFC 9110 13.1.1. */
function matches(ifMatch: string | undefined, token: ClientToken): boolean {
  if (ifMatch === undefined || ifMatch.trim() === '*') return true
  return ifMatch.split(',').some((tag) => tag.trim() === toEtag(token))
}
