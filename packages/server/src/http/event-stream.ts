import type { Streamed } from './reply.js'

const EVENT_STREAM = 'text/event-stream'

/** Whether a client asks for server-sent events, by its `accept`. */
export function wantsEvents(accept: string | undefined): boolean {
  return accept?.includes(EVENT_STREAM) ?? false
}

/** An answer by server-sent events. See {@link Streamed} for what is asked for. */
export function eventStream(options: Pick<Streamed, 'pieces' | 'stallMs'>): Streamed {
  // Proxies such as nginx would hold events back otherwise.
  const headers = { 'x-accel-buffering': 'no' }
  return { ok: true, status: 200, type: EVENT_STREAM, ...options, headers }
}

/** One event, its data as JSON. */
export function toEvent(event: string, data: object): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
}
