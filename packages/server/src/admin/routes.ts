import type { CcloadProxy, ProxySettings, Store } from '@ccload/core'
import { alertRoutes } from '../alerts/alert-routes.js'
import type { Alerts } from '../alerts/alerts.js'
import type { AdminPassword } from '../auth/admin-password.js'
import type { Captures } from '../capture/captures.js'
import type { AdminRoute } from '../http/admin-route.js'
import type { LiveFeed } from '../logs/live-feed.js'
import type { AddressPolicy } from '../security/address-policy.js'
import type { Scrubber } from '../security/scrubber.js'
import type { LiveSettings } from '../settings/live-settings.js'
import type { ChannelHistory } from '../state/channel-history.js'
import { captureRoutes } from './capture-routes.js'
import { channelActionRoutes } from './channel-action-routes.js'
import { channelBatchRoutes } from './channel-batch-routes.js'
import { channelRoutes } from './channel-routes.js'
import { cooldownRoutes } from './cooldown-routes.js'
import { duplicateRoutes } from './duplicate-routes.js'
import { explainRoutes } from './explain-routes.js'
import { exportRoutes } from './export-routes.js'
import { healthRoutes } from './health-routes.js'
import { importRoutes } from './import-routes.js'
import { liveRoutes } from './live-routes.js'
import { logRoutes } from './log-routes.js'
import { metricsRoutes } from './metrics-routes.js'
import { openApiRoutes } from './openapi-routes.js'
import { passwordRoutes } from './password-routes.js'
import { recentErrorsRoutes } from './recent-errors-routes.js'
import { sessionRoutes } from './session-routes.js'
import { settingRoutes } from './setting-routes.js'
import { statsRoutes } from './stats-routes.js'
import { summaryRoutes } from './summary-routes.js'
import { tokenRoutes } from './token-routes.js'

/** What the admin API works on. */
export interface AdminContext {
  readonly store: Store
  readonly cooldowns: CcloadProxy['cooldowns']
  readonly hold: CcloadProxy['hold']
  readonly explain: CcloadProxy['explain']
  readonly tokens: CcloadProxy['tokens']
  readonly history: Pick<ChannelHistory, 'of'>
  /** Takes secrets out of what upstreams have said. */
  readonly scrub: Scrubber['scrub']
  readonly live: LiveFeed
  readonly captures: Captures
  readonly alerts: Pick<Alerts, 'test'>
  /** Which addresses channels may have. */
  readonly policy: AddressPolicy
  readonly settings: LiveSettings
  /** What the proxy runs with, which channel tests share. */
  readonly proxySettings: () => Partial<ProxySettings>
  readonly password: AdminPassword
  /** Undefined: the password is set from outside. */
  readonly changePassword: ((password: string) => Promise<void>) | undefined
  readonly now: () => number
}

/** The whole admin API, in the order in which it is documented. */
export function adminRoutes(context: AdminContext): AdminRoute[] {
  const routes: AdminRoute[] = [
    ...channelBatchRoutes(context),
    ...duplicateRoutes(context),
    ...channelRoutes(context),
    ...channelActionRoutes(context),
    ...exportRoutes(context),
    ...importRoutes(context),
    ...cooldownRoutes(context),
    ...explainRoutes(context),
    ...logRoutes(context),
    ...captureRoutes(context),
    ...statsRoutes(context),
    ...summaryRoutes(context),
    ...metricsRoutes(context),
    ...healthRoutes(context),
    ...recentErrorsRoutes(context),
    ...liveRoutes(context),
    ...tokenRoutes(context),
    ...settingRoutes(context),
    ...alertRoutes(context),
    ...passwordRoutes(context),
    ...sessionRoutes(),
  ]
  return [...routes, ...openApiRoutes(routes)]
}
