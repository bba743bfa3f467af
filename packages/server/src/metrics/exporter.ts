import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { DURATION_BUCKETS, METRICS, type MetricName, WAIT_BUCKETS } from './metric-names.js'

type NameOf<K extends string> = {
  [N in MetricName]: (typeof METRICS)[N]['kind'] extends K ? N : never
}[MetricName]

/** The only file that knows prom-client. */
export interface Exporter {
  /** Counts; labels in the order of the table. */
  add(name: NameOf<'counter'>, amount: number, ...labels: string[]): void
  observe(name: NameOf<'histogram'>, seconds: number, ...labels: string[]): void
  /** Sets a gauge, or a counter that counts elsewhere, whenever the metrics are read. */
  measure(name: NameOf<'gauge' | 'counter'>, read: () => readonly Measure[]): void
  /** The text of the metrics in Prometheus' format. */
  text(): Promise<string>
  readonly contentType: string
}

/** A value that is asked for; labels in the order of the table. */
export interface Measure {
  readonly value: number
  readonly labels: readonly string[]
}

/**
 * Makes all metrics of the table, in a registry of its own: a process may have several servers.
 * `common` labels stand at each of them.
 */
export function createExporter(common: Readonly<Record<string, string>> = {}): Exporter {
  const registry = new Registry()
  registry.setDefaultLabels(common)
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const counters = new Map<string, Counter>()
  const gauges = new Map<string, Gauge>()
  const histograms = new Map<string, Histogram>()
  const readers = new Map<string, () => readonly Measure[]>()
  for (const [name, { kind, labels, help }] of Object.entries(METRICS)) {
    const options = { name, help, labelNames: [...labels], registers }
    switch (kind) {
      case 'counter':
        counters.set(name, new Counter(options))
        break
      case 'gauge':
        gauges.set(name, new Gauge(options))
        break
      case 'histogram': {
        const buckets = name.includes('duration') ? DURATION_BUCKETS : WAIT_BUCKETS
        histograms.set(name, new Histogram({ ...options, buckets }))
        break
      }
    }
  }

  function measureAll(): void {
    for (const [name, read] of readers) {
      const gauge = gauges.get(name)
      const counter = counters.get(name)
      // What is no longer there must not be shown with its last value.
      gauge?.reset()
      counter?.reset()
      for (const { value, labels } of read()) {
        gauge?.labels(...labels).set(value)
        counter?.labels(...labels).inc(value)
      }
    }
  }

  return {
    add: (name, amount, ...labels) =>
      counters
        .get(name)
        ?.labels(...labels)
        .inc(amount),
    observe: (name, seconds, ...labels) =>
      histograms
        .get(name)
        ?.labels(...labels)
        .observe(seconds),
    measure: (name, read) => readers.set(name, read),
    text() {
      measureAll()
      return registry.metrics()
    },
    contentType: registry.contentType,
  }
}
