// What examples/opentelemetry.ts makes its spans of: the shape of OTLP in JSON, and where they go.

/** Kinds of spans: an answered request, and a call to somebody else. */
export const [SERVER, CLIENT] = [2, 3] as const

export interface Span {
  readonly name: string
  readonly kind: typeof SERVER | typeof CLIENT
  /** Epoch milliseconds. */
  readonly time: number
  readonly durationMs: number
  readonly ids: { readonly traceId: string; readonly spanId: string; readonly parentSpanId: string }
  /** Null: not known. */
  readonly attributes: Readonly<Record<string, string | number | null>>
}

export function toOtlp({ name, kind, time, durationMs, ids, attributes }: Span) {
  return {
    ...{ name, kind, ...ids },
    startTimeUnixNano: toNanos(time),
    endTimeUnixNano: toNanos(time + durationMs),
    status: { code: 'error.type' in attributes && attributes['error.type'] !== null ? 2 : 0 },
    attributes: Object.entries(attributes).flatMap(([key, value]) => {
      if (value === null) return []
      const typed = typeof value === 'number' ? { intValue: value } : { stringValue: value }
      return [{ key, value: typed }]
    }),
  }
}

const toNanos = (ms: number) => `${BigInt(Math.round(ms * 1_000)) * 1_000n}`

/** Posts a span to a collector such as `http://127.0.0.1:4318`; what fails there harms nobody. */
export function post(span: Span, endpoint: string): void {
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'ccload' } }] }
  const resourceSpans = [{ resource, scopeSpans: [{ spans: [toOtlp(span)] }] }]
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ resourceSpans })
  fetch(`${endpoint}/v1/traces`, { method: 'POST', headers, body }).catch(() => {})
}
