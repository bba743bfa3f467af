import { CcloadError, type Logger, type Secret, toSecret } from '@ccload/core'
import { isLoopback } from '../security/ip-address.js'
import type { Metrics, MetricsSources } from './metrics.js'
import { type MetricsServer, openMetricsServer } from './metrics-server.js'

/** How metrics can be read. Neither a token nor a port: not at all. */
export interface MetricsOptions {
  /** What readers bring as `Authorization: Bearer`. */
  readonly token?: string | Secret | undefined
  /** A port that serves nothing else; 0 takes a free one. */
  readonly port?: number | undefined
}

/** Metrics, or the lack of them. */
export interface MetricsSwitch {
  readonly token: Secret | undefined
  /** Undefined: switched off, or not yet on. */
  current(): Metrics | undefined
  /** Where the own port is; undefined: there is none. */
  port(): number | undefined
  /**
   * Begins to count, and opens the port. Rejects with `invalid_option` where other machines could
   * read it without a token.
   */
  start(host: string): Promise<void>
  close(): Promise<void>
}

/** Loads nothing for metrics unless they are wanted. */
export function createMetricsSwitch(
  { token: given, port }: MetricsOptions,
  sources: MetricsSources & { readonly logger: Logger },
): MetricsSwitch {
  const token = given === undefined ? undefined : toSecret(given)
  let metrics: Metrics | undefined
  let server: MetricsServer | undefined
  return {
    token,
    current: () => metrics,
    port: () => server?.port,
    async start(host) {
      if (token === undefined && port === undefined) return
      if (port !== undefined && token === undefined && !isLoopback(host)) {
        throw new CcloadError(
          'invalid_option',
          'CCLOAD_METRICS_TOKEN is needed for CCLOAD_METRICS_PORT where other machines can reach it',
        )
      }
      const { createMetrics } = await import('./metrics.js')
      metrics = await createMetrics(sources)
      if (port === undefined) return
      const { logger } = sources
      server = await openMetricsServer({ metrics, token, port, host, logger })
    },
    async close() {
      await server?.close()
      metrics?.close()
    },
  }
}
