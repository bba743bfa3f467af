// Traces by OpenTelemetry's conventions for HTTP and GenAI, without a package of OpenTelemetry.
import { AsyncLocalStorage } from 'node:async_hooks'
import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import { createMemoryStore, createProxy } from '@ccload/core'
import { createNodeHandler } from '@ccload/core/node'
import { toAttemptAttributes, toRequestAttributes } from './otlp-attributes.js'
import { CLIENT, post, SERVER, type Span } from './otlp-span.js'

const { UPSTREAM_URL: url = 'https://api.anthropic.com', UPSTREAM_KEY: secret = '' } = process.env
const { OTEL_EXPORTER_OTLP_ENDPOINT: collector = 'http://127.0.0.1:4318' } = process.env
const channels = [{ name: 'main', url, keys: [{ secret }], models: ['*'] }]
export const proxy = createProxy({ store: createMemoryStore({ channels }), allowOpen: true })
const clients = new AsyncLocalStorage<IncomingMessage>()
const roots = new Map<string, Pick<Span, 'ids'> & { readonly path: string }>()
const hex = (bytes: number) => randomBytes(bytes).toString('hex')
proxy.on('request-started', ({ requestId }) => {
  const { headers, url: path = '' } = clients.getStore() ?? {}
  const [, traceId = hex(16), parentSpanId = ''] =
    /^00-([\da-f]{32})-([\da-f]{16})-/.exec(String(headers?.traceparent)) ?? []
  roots.set(requestId, { ids: { traceId, parentSpanId, spanId: hex(8) }, path })
})
proxy.on('attempt-ended', (entry) => {
  const { traceId = hex(16), spanId: parentSpanId = '' } = roots.get(entry.requestId)?.ids ?? {}
  const ids = { traceId, parentSpanId, spanId: hex(8) }
  const name = `chat ${entry.upstreamModel}`
  post({ ...entry, name, kind: CLIENT, ids, attributes: toAttemptAttributes(entry) }, collector)
})
proxy.on('request-ended', (ended) => {
  const { ids, path = '' } = roots.get(ended.requestId) ?? {}
  const span = { name: 'POST', kind: SERVER, time: ended.time - ended.durationMs } as const
  if (ids) post({ ...ended, ...span, ids, attributes: toRequestAttributes(ended, path) }, collector)
  // An attempt may be counted a little later than the answer ends.
  setTimeout(() => roots.delete(ended.requestId), 60_000).unref()
})

const handle = createNodeHandler(proxy)
export const server = createServer((request, response) =>
  clients.run(request, () => handle(request, response)),
).listen(Number(process.env.PORT ?? 8080))
