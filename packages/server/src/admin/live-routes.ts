import type { LiveRequest } from '@ccload/core'
import * as z from 'zod'
import { type AdminRoute, adminRoute } from '../http/admin-route.js'
import { eventStream } from '../http/event-stream.js'
import { success } from '../http/reply.js'
import type { LiveFeed } from '../logs/live-feed.js'

const liveView = z
  .strictObject({
    request_id: z.string(),
    started_at: z.iso.datetime(),
    model: z.string(),
    is_streaming: z.boolean(),
    channel_id: z.int().nullable(),
    channel_name: z.string().nullable(),
    state: z.enum(['waiting', 'streaming']),
    response_bytes: z.int(),
    attempt: z.int().meta({ description: 'From 1; 0 before the first one' }),
    session_id: z.string().nullable(),
    token_name: z.string().nullable(),
  })
  .meta({ id: 'LiveRequest' })

/** Twice what a reader hears at least: it is stuck, then. */
const STALL_MS = 60_000

/** What goes on right now. */
export function liveRoutes(options: { live: LiveFeed }): AdminRoute[] {
  const { live } = options
  return [
    adminRoute({
      method: 'get',
      path: '/admin/requests',
      summary: 'Requests that are being served, the oldest first',
      data: z.array(liveView),
      async handle() {
        return success(live.requests().map(toView))
      },
    }),
    adminRoute({
      method: 'get',
      path: '/admin/events',
      summary:
        'Server-sent events: log, request, cooldown, channels, counters; reset when some were missed. Goes on after last-event-id',
      produces: ['text/event-stream'],
      async handle({ header }) {
        const lastEventId = header('last-event-id')
        const pieces = (signal: AbortSignal) => live.open(lastEventId, signal)
        return eventStream({ pieces, stallMs: STALL_MS })
      },
    }),
  ]
}

function toView(request: LiveRequest): z.output<typeof liveView> {
  return {
    request_id: request.requestId,
    started_at: new Date(request.startedAt).toISOString(),
    model: request.model,
    is_streaming: request.streaming,
    channel_id: request.channelId,
    channel_name: request.channelName,
    state: request.state,
    response_bytes: request.responseBytes,
    attempt: request.attempt,
    session_id: request.sessionId,
    token_name: request.tokenName,
  }
}
