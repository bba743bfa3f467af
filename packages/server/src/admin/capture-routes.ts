import type { Clock, Store } from '@ccload/core'
import * as z from 'zod'
import type { CaptureRule } from '../capture/capture-rule.js'
import type { Captures } from '../capture/captures.js'
import { type AdminRoute, adminRoute } from '../http/admin-route.js'
import { type Failure, failure, fieldFailure, success } from '../http/reply.js'
import { captureListingView, captureView, toCaptureView, toListingView } from './capture-view.js'
import { pathId, wholeNumber } from './field-schemas.js'
import { nameText } from './range-schema.js'

const MINUTE_MS = 60_000
const KIB = 1024

const ruleInput = z.strictObject({
  channel_id: z.int().positive().nullable().default(null),
  token_id: z.int().positive().nullable().default(null),
  minutes: z.int().min(1).max(60).meta({ description: 'After so long it ends by itself' }),
  max_kb: z.int().min(1).max(1024).default(256).meta({
    description: 'KiB that are kept of the request, and as many of the answer',
  }),
})

const ruleView = z
  .strictObject({
    id: z.int(),
    channel_id: z.int().nullable(),
    token_id: z.int().nullable(),
    until: z.iso.datetime(),
    remaining_ms: z.int(),
    max_kb: z.number(),
  })
  .meta({ id: 'CaptureRule' })

const listQuery = z.strictObject({
  limit: wholeNumber(1000).default(200),
  request_id: nameText.optional(),
})

/**
 * Requests and answers captured whole, to find out what is really sent: off unless a rule for a
 * channel or a token says otherwise, and off again by itself.
 */
export function captureRoutes(options: {
  store: Pick<Store, 'channels' | 'tokens'>
  captures: Captures
  now: Clock['now']
}): AdminRoute[] {
  const { store, now } = options
  const { rules, kept } = options.captures

  const findMistake = async (body: z.output<typeof ruleInput>): Promise<Failure | undefined> => {
    const { channel_id: channelId, token_id: tokenId } = body
    if (channelId === null && tokenId === null) {
      return fieldFailure(400, 'missing_field', 'channel_id', 'or token_id is required')
    }
    if (channelId !== null && (await store.channels.get(channelId)) === undefined) {
      return fieldFailure(400, 'invalid_field', 'channel_id', 'is the id of no channel')
    }
    if (tokenId !== null && (await store.tokens.get(tokenId)) === undefined) {
      return fieldFailure(400, 'invalid_field', 'token_id', 'is the id of no token')
    }
    return undefined
  }

  return [
    adminRoute({
      method: 'get',
      path: '/admin/capture-rules',
      summary: 'List the rules by which requests and answers are captured now',
      data: z.array(ruleView),
      async handle() {
        const found = await rules.list()
        return success(found.map((rule) => toRuleView(rule, now())))
      },
    }),
    adminRoute({
      method: 'post',
      path: '/admin/capture-rules',
      summary:
        'Capture the requests and answers of a channel, of a token, or of a token on a channel for some minutes; secrets are masked',
      body: ruleInput,
      data: ruleView,
      status: 201,
      async handle({ body }) {
        const mistake = await findMistake(body)
        if (mistake !== undefined) return mistake
        const rule = await rules.add({
          channelId: body.channel_id,
          tokenId: body.token_id,
          until: now() + body.minutes * MINUTE_MS,
          maxBytes: body.max_kb * KIB,
        })
        return success(toRuleView(rule, now()), { status: 201 })
      },
    }),
    adminRoute({
      method: 'delete',
      path: '/admin/capture-rules/{id}',
      summary: 'Stop capturing by a rule; what has been captured stays',
      params: z.strictObject({ id: pathId }),
      async handle({ params: { id } }) {
        if (await rules.remove(id)) return success()
        return failure(404, 'not_found', `There is no capture rule ${id}.`)
      },
    }),
    adminRoute({
      method: 'get',
      path: '/admin/captures',
      summary: 'List what has been captured, the latest first, without its content',
      query: listQuery,
      data: z.array(captureListingView),
      async handle({ query: { limit, request_id: requestId } }) {
        const found = await kept.list({ limit, requestId })
        return success(found.map(toListingView))
      },
    }),
    adminRoute({
      method: 'get',
      path: '/admin/captures/{requestId}/{attempt}',
      summary: 'Read a captured request and its answer, decoded and with secrets masked',
      params: z.strictObject({ requestId: nameText, attempt: wholeNumber(1_000_000) }),
      data: captureView,
      async handle({ params: { requestId, attempt } }) {
        const found = await kept.get(requestId, attempt)
        if (found !== undefined) return success(toCaptureView(found))
        return failure(404, 'not_found', 'This attempt has not been captured.')
      },
    }),
    adminRoute({
      method: 'delete',
      path: '/admin/captures',
      summary: 'Remove all that has been captured',
      data: z.strictObject({ removed: z.int() }),
      handle: async () => success({ removed: await kept.removeAll() }),
    }),
  ]
}

function toRuleView(rule: CaptureRule, now: number): z.output<typeof ruleView> {
  const { id, channelId, tokenId, until, maxBytes } = rule
  return {
    id,
    channel_id: channelId,
    token_id: tokenId,
    until: new Date(until).toISOString(),
    remaining_ms: Math.max(0, until - now),
    max_kb: maxBytes / KIB,
  }
}
