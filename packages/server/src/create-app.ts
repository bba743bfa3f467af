import type { CcloadProxy, Logger, ProxySettings, Store } from '@ccload/core'
import express, { type Express } from 'express'
import { adminRoutes } from './admin/routes.js'
import type { Alerts } from './alerts/alerts.js'
import { createAdminPassword } from './auth/admin-password.js'
import { loginRoutes } from './auth/login-routes.js'
import { createLoginThrottle } from './auth/login-throttle.js'
import { requireAdmin } from './auth/require-admin.js'
import { createSessions } from './auth/sessions.js'
import type { Captures } from './capture/captures.js'
import { explainInstead } from './http/explain-instead.js'
import { handleErrors } from './http/handle-error.js'
import { healthRoutes } from './http/health-routes.js'
import { mountRoutes } from './http/mount-routes.js'
import { failure, sendReply } from './http/reply.js'
import { requestDeadline } from './http/request-deadline.js'
import { securityHeaders } from './http/security-headers.js'
import type { LiveFeed } from './logs/live-feed.js'
import { metricsTextRoutes } from './metrics/metrics-routes.js'
import type { MetricsSwitch } from './metrics/metrics-switch.js'
import { publicSummaryRoutes } from './public/summary-routes.js'
import type { AddressPolicy } from './security/address-policy.js'
import type { TrustProxy } from './security/client-address.js'
import type { Scrubber } from './security/scrubber.js'
import type { LiveSettings } from './settings/live-settings.js'
import type { AdminStore } from './state/admin-store.js'
import type { ChannelHistory } from './state/channel-history.js'
import { webRoutes } from './web/web-routes.js'
import { webDir } from './web-dir.js'

const REQUEST_DEADLINE_MS = 60_000

/** What the pages and the admin API need. */
export interface AppContext {
  readonly proxy: CcloadProxy
  readonly store: Store
  readonly adminStore: AdminStore
  readonly passwordHash: () => Promise<string>
  /** Undefined: the admin password cannot be changed here. */
  readonly changePassword: ((password: string) => Promise<void>) | undefined
  readonly trusted: TrustProxy
  readonly policy: AddressPolicy
  readonly settings: LiveSettings
  readonly proxySettings: () => Partial<ProxySettings>
  readonly history: Pick<ChannelHistory, 'of'>
  readonly scrub: Scrubber['scrub']
  readonly live: LiveFeed
  readonly captures: Captures
  readonly alerts: Pick<Alerts, 'test'>
  readonly metrics: Pick<MetricsSwitch, 'token' | 'current'>
  /** Whether the server is about to end. */
  readonly isStopping: () => boolean
  readonly logger: Logger
  readonly now: () => number
}

/** Everything that is not the proxy's: login, admin API, health and the web page. */
export function createApp(context: AppContext): Express {
  const { proxy, store, adminStore, passwordHash, trusted, isStopping, logger, now } = context
  const sessions = createSessions({ store: adminStore.sessions, now })
  const throttle = createLoginThrottle({ now })
  const password = createAdminPassword({ hash: passwordHash, throttle })
  const isReady = async () => {
    await Promise.all([proxy.ready(), store.cooldowns.list(), adminStore.settings.get('ready')])
    return true
  }

  const app = express()
  app.disable('x-powered-by')
  app.enable('case sensitive routing')
  app.enable('strict routing')
  app.set('trust proxy', trusted)

  app.use(securityHeaders())
  app.use(requestDeadline(REQUEST_DEADLINE_MS))
  app.use(healthRoutes({ isReady, isStopping, now }))
  app.use(loginRoutes({ sessions, password, logger }))
  const isPublic = () => context.settings.values().publicSummary
  app.use(publicSummaryRoutes({ stats: store.stats, isOn: isPublic, now }))
  const onlyAdmin = requireAdmin({ sessions, password })
  const { token, current } = context.metrics
  app.use(metricsTextRoutes({ metrics: current, token, requireAdmin: onlyAdmin }))
  app.use(explainInstead({ proxy, requireAdmin: onlyAdmin }))
  app.use('/admin', onlyAdmin)
  const { cooldowns, hold, explain, tokens } = proxy
  app.use(mountRoutes(adminRoutes({ ...context, cooldowns, hold, explain, tokens, password })))
  app.use(webRoutes(webDir))
  app.use((_request, response) => {
    sendReply(response, failure(404, 'not_found', 'There is nothing here.'))
  })
  app.use(handleErrors(logger))
  return app
}
