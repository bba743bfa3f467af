import type { Endpoint } from '../domain/outcome.js'

/** What the proxy does with a request, told from its method and path alone. */
export type Route =
  /** Sent to an upstream. `model` is set where the path names it. */
  | { readonly kind: 'forward'; readonly endpoint: Endpoint; readonly model: string | null }
  /** The model list, or one model of it. */
  | { readonly kind: 'models'; readonly id: string | null }
  /** A client warming its connection: answered at once, without a body. */
  | { readonly kind: 'probe' }
  /** Telemetry of the client: accepted and discarded. */
  | { readonly kind: 'sink' }
  /** A path of Anthropic's own gateway or API that has no meaning here: a fast 404. */
  | { readonly kind: 'absent' }

/** A request that is sent to an upstream. */
export type ForwardRoute = Extract<Route, { kind: 'forward' }>

const MESSAGES: Route = { kind: 'forward', endpoint: 'messages', model: null }
const COUNT_TOKENS: Route = { kind: 'forward', endpoint: 'count_tokens', model: null }
const OTHER: Route = { kind: 'forward', endpoint: 'other', model: null }
const MODELS: Route = { kind: 'models', id: null }
const PROBE: Route = { kind: 'probe' }
const SINK: Route = { kind: 'sink' }
const ABSENT: Route = { kind: 'absent' }

const FIXED: ReadonlyMap<string, Route> = new Map<string, Route>([
  ['POST /v1/messages', MESSAGES],
  ['POST /v1/messages/count_tokens', COUNT_TOKENS],
  ['GET /v1/models', MODELS],
  ['HEAD /v1/models', MODELS],
  ['HEAD /', PROBE],
  ['HEAD /api/hello', PROBE],
  ['GET /api/hello', PROBE],
  ['POST /v1/metrics', SINK],
  ['POST /v1/logs', SINK],
  ['POST /v1/traces', SINK],
  ['POST /api/event_logging/batch', SINK],
  ['GET /managed/settings', ABSENT],
  ['GET /api/oauth/usage', ABSENT],
])

const GEMINI_MODEL = /^(\/v1beta\/models\/)([^/:]+)(?=:\w+$)/

/**
 * What is forwarded besides the known paths. Dot segments, empty segments and encoded characters
 * mean one thing here and may mean another to an upstream, where the channel's key opens more than
 * this API.
 */
const PLAIN_PATH = /^\/v1(?:\/(?!\.{1,2}(?:\/|$))[\w.~:@-]+)+$/

/** A model's name, which may have several parts (`vendor/model`). */
const PLAIN_MODEL = /^(?:(?:^|\/)(?!\.{1,2}(?:\/|$))[^/\\%\p{Cc}]+)+$/u

/** The path of a request target, without its query. */
export function pathOf(target: string): string {
  const query = target.indexOf('?')
  return query === -1 ? target : target.slice(0, query)
}

/**
 * Tells what to do with a request; undefined: the path is none of the proxy's, and an app that
 * mounted it serves its own. Source: the gateway contract's table of endpoints.
 */
export function matchRoute(method: string, target: string): Route | undefined {
  const path = pathOf(target)
  const fixed = FIXED.get(`${method} ${path}`)
  if (fixed !== undefined) return fixed
  if (path.startsWith('/v1/')) return matchV1(method, path)
  if (method === 'POST') {
    const model = decode(GEMINI_MODEL.exec(path)?.[2] ?? '')
    if (PLAIN_MODEL.test(model)) return { kind: 'forward', endpoint: 'other', model }
  }
  return undefined
}

/** A target whose path names a model, with another model in its place. */
export function withModelInPath(target: string, model: string): string {
  const path = pathOf(target)
  const named = path.replace(GEMINI_MODEL, (_, before) => before + encodeURIComponent(model))
  return named + target.slice(path.length)
}

function matchV1(method: string, path: string): Route {
  if (method === 'POST') return PLAIN_PATH.test(path) ? OTHER : ABSENT
  if (method === 'GET' && path.startsWith('/v1/models/')) {
    return { kind: 'models', id: decode(path.slice('/v1/models/'.length)) }
  }
  return ABSENT
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
