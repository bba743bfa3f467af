import type { ZodType } from 'zod'
import * as z from 'zod'
import { toFieldFailure } from './field-failure.js'
import type { Reply } from './reply.js'

export type RouteMethod = 'get' | 'post' | 'put' | 'patch' | 'delete'

/** The parts of a request that routes read, not yet checked. */
export interface RawInput {
  readonly params: unknown
  readonly query: unknown
  readonly body: unknown
  /** `If-Match` as sent. */
  readonly ifMatch: string | undefined
  /** Another request header as sent. */
  readonly header: (name: string) => string | undefined
  /** The client's address, as far as it can be trusted. */
  readonly client: string
}

/** One operation of the admin API: what it accepts and what it does. */
export interface AdminRoute {
  readonly method: RouteMethod
  /** In OpenAPI's spelling: `/admin/channels/{id}`. */
  readonly path: `/admin/${string}`
  readonly summary: string
  readonly params: ZodType | undefined
  readonly query: ZodType
  readonly body: ZodType | undefined
  /** The media types of a body that is text, and checked as such; undefined: it is JSON. */
  readonly text: readonly string[] | undefined
  /** The media types of a success that is a document of its own, without the envelope. */
  readonly produces: readonly string[] | undefined
  /**
   * What a success is where the client asks for `text/event-stream`: an event by the name of
   * `event`, with `data` as JSON. Undefined: there is no such form.
   */
  readonly events: ZodType | undefined
  /** What `data` of a success looks like; undefined: there is none. */
  readonly data: ZodType | undefined
  /** The status of a success. */
  readonly status: number
  run(input: RawInput): Promise<Reply>
}

interface RouteSpec<P extends ZodType, Q extends ZodType, B extends ZodType> {
  readonly method: RouteMethod
  readonly path: `/admin/${string}`
  readonly summary: string
  readonly params?: P
  readonly query?: Q
  readonly body?: B
  readonly text?: readonly string[]
  readonly produces?: readonly string[]
  readonly events?: ZodType
  readonly data?: ZodType
  readonly status?: number
  readonly handle: (input: {
    readonly params: z.output<P>
    readonly query: z.output<Q>
    readonly body: z.output<B>
    readonly ifMatch: string | undefined
    readonly header: (name: string) => string | undefined
    readonly client: string
  }) => Promise<Reply>
}

/**
 * Joins an operation to the schemas that check its input: `handle` sees only what they let
 * through, and the first mistake is answered with its field's name. A query that no schema
 * describes must be empty; a body that is left out counts as `{}`.
 */
export function adminRoute<P extends ZodType, Q extends ZodType, B extends ZodType>(
  spec: RouteSpec<P, Q, B>,
): AdminRoute {
  const { method, path, summary, params, body, text, produces } = spec
  const { events, data, status = 200, handle } = spec
  const query = spec.query ?? z.strictObject({})
  return {
    method,
    path,
    summary,
    params,
    query,
    body,
    text,
    produces,
    events,
    data,
    status,
    async run(input) {
      const checked: Partial<Record<'params' | 'query' | 'body', unknown>> = {}
      for (const [part, schema] of [
        ['params', params],
        ['query', query],
        ['body', body],
      ] as const) {
        if (schema === undefined) continue
        const result = schema.safeParse(input[part] ?? {})
        if (!result.success) return toFieldFailure(result.error, part)
        checked[part] = result.data
      }
      return handle({
        params: checked.params as z.output<P>,
        query: checked.query as z.output<Q>,
        body: checked.body as z.output<B>,
        ifMatch: input.ifMatch,
        header: input.header,
        client: input.client,
      })
    },
  }
}
