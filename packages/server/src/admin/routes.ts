import type { CcloadProxy, ProxySettings, Store } from '@ccload/core'
import type { AdminRoute } from '../http/admin-route.js'
import type { AddressPolicy } from '../security/address-policy.js'
import { channelActionRoutes } from './channel-action-routes.js'
import { channelBatchRoutes } from './channel-batch-routes.js'
import { channelRoutes } from './channel-routes.js'
import { cooldownRoutes } from './cooldown-routes.js'
import { duplicateRoutes } from './duplicate-routes.js'
import { logRoutes } from './log-routes.js'
import { openApiRoutes } from './openapi-routes.js'

/** What the admin API works on. */
export interface AdminContext {
  readonly store: Store
  readonly cooldowns: CcloadProxy['cooldowns']
  /** Which addresses channels may have. */
  readonly policy: AddressPolicy
  /** The proxy's settings, which channel tests share. */
  readonly settings: Partial<ProxySettings>
  readonly now: () => number
}

/** The whole admin API, in the order in which it is documented. */
export function adminRoutes(context: AdminContext): AdminRoute[] {
  const routes: AdminRoute[] = [
    ...channelBatchRoutes(context),
    ...duplicateRoutes(context),
    ...channelRoutes(context),
    ...channelActionRoutes(context),
    ...cooldownRoutes(context),
    ...logRoutes(context),
  ]
  return [...routes, ...openApiRoutes(routes)]
}
