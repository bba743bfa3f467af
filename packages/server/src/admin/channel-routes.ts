import { CcloadError, type Channel, type ChannelPatch, type Store } from '@ccload/core'
import * as z from 'zod'
import { type AdminRoute, adminRoute } from '../http/admin-route.js'
import { type Failure, failure, fieldFailure, type Reply, success } from '../http/reply.js'
import type { AddressPolicy } from '../security/address-policy.js'
import { channelSchemas } from './channel-schema.js'
import {
  type ChannelViewOptions,
  channelView,
  toChannelView,
  toChannelViews,
} from './channel-view.js'
import { toDraft, toPatch, type Write } from './channel-write.js'
import { pathId } from './field-schemas.js'

/** The id in a path, as a number. */
export const idParams = z.strictObject({ id: pathId })

/**
 * Channels: list, create, read, replace (PUT), change (PATCH), delete. An answer with one channel
 * has an `etag`; a write with `if-match` goes through only if the channel is still that one.
 */
export function channelRoutes(
  options: ChannelViewOptions & { store: Store; policy: AddressPolicy },
): AdminRoute[] {
  const { store, policy } = options
  const schemas = channelSchemas(policy)
  const { whole, part } = schemas
  const path = '/admin/channels/{id}'
  const answer = (channel: Channel, status = 200) =>
    success(toChannelView(channel, options), { status, headers: { etag: toEtag(channel) } })

  const change = async (
    request: ChangeRequest,
    toWrite: (existing: Channel) => Write<ChannelPatch>,
  ): Promise<Reply> => {
    const { id } = request.params
    const existing = await store.channels.get(id)
    if (existing === undefined) return noSuchChannel(id)
    if (request.body.id !== undefined && request.body.id !== id) {
      return fieldFailure(400, 'invalid_field', 'id', 'differs from the one in the path')
    }
    if (!matches(request.ifMatch, existing)) return CHANGED_MEANWHILE
    const result = toWrite(existing)
    if (!('write' in result)) return result
    try {
      // The write was made for the channel as it was read, so it is for that version alone.
      const updated = await store.channels.update(id, result.write, existing.version)
      return updated === undefined ? noSuchChannel(id) : answer(updated)
    } catch (error) {
      if (!isChanged(error)) throw error
      return request.ifMatch === undefined ? change(request, toWrite) : CHANGED_MEANWHILE
    }
  }

  return [
    adminRoute({
      method: 'get',
      path: '/admin/channels',
      summary: 'List all channels',
      data: z.array(channelView),
      async handle() {
        const channels = await store.channels.list()
        return success(toChannelViews(channels, options))
      },
    }),
    adminRoute({
      method: 'post',
      path: '/admin/channels',
      summary: 'Create a channel',
      body: whole,
      data: channelView,
      status: 201,
      async handle({ body }) {
        const draft = toDraft(body, undefined)
        if (!('write' in draft)) return draft
        return answer(await store.channels.create(draft.write), 201)
      },
    }),
    adminRoute({
      method: 'get',
      path,
      summary: 'Read a channel',
      params: idParams,
      data: channelView,
      async handle({ params }) {
        const channel = await store.channels.get(params.id)
        return channel === undefined ? noSuchChannel(params.id) : answer(channel)
      },
    }),
    adminRoute({
      method: 'put',
      path,
      summary: 'Replace a channel; its keys stay where none are sent',
      params: idParams,
      body: whole,
      data: channelView,
      handle: (input) => change(input, (existing) => toDraft(input.body, existing)),
    }),
    adminRoute({
      method: 'patch',
      path,
      summary: 'Change only the named fields of a channel (JSON merge patch)',
      params: idParams,
      body: part,
      data: channelView,
      handle: (input) => change(input, (existing) => toPatch(input.body, existing, schemas)),
    }),
    adminRoute({
      method: 'delete',
      path,
      summary: 'Delete a channel with its keys and cooldowns',
      params: idParams,
      async handle({ params }) {
        const removed = await store.channels.remove(params.id)
        return removed ? success() : noSuchChannel(params.id)
      },
    }),
  ]
}

interface ChangeRequest {
  readonly params: { readonly id: number }
  readonly body: { readonly id?: number | undefined }
  readonly ifMatch: string | undefined
}

/** The answer for an id that no channel has. */
export function noSuchChannel(id: number): Failure {
  return failure(404, 'not_found', `There is no channel ${id}.`)
}

const CHANGED_MEANWHILE = failure(
  412,
  'changed_meanwhile',
  'The channel was changed meanwhile: read it again.',
)

function isChanged(error: unknown): boolean {
  return error instanceof CcloadError && error.code === 'channel_changed'
}

function toEtag({ version }: Channel): string {
  return `"${version}"`
}

/** RFC 9110 13.1.1. */
function matches(ifMatch: string | undefined, channel: Channel): boolean {
  if (ifMatch === undefined || ifMatch.trim() === '*') return true
  return ifMatch.split(',').some((tag) => tag.trim() === toEtag(channel))
}
