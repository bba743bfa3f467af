import { createMemoryStore, createProxy, silentLogger, systemClock } from '@ccload/core'
import { adminRoutes } from '../../src/admin/routes.js'
import { createCaptures } from '../../src/capture/captures.js'
import type { AppContext } from '../../src/create-app.js'
import type { AdminRoute } from '../../src/http/admin-route.js'
import { createLiveFeed } from '../../src/logs/live-feed.js'
import { createLiveSettings } from '../../src/settings/live-settings.js'
import { createMemoryAdminStore } from '../../src/state/memory-admin-store.js'

/** What an app is made of, with nothing in it: to look at its routes. */
export function createTestContext(): AppContext {
  const store = createMemoryStore()
  const adminStore = createMemoryAdminStore()
  const proxy = createProxy({ store })
  return {
    proxy,
    store,
    adminStore,
    passwordHash: async () => '',
    changePassword: undefined,
    trusted: () => false,
    policy: { blockPrivate: false },
    settings: createLiveSettings({
      store: adminStore.settings,
      fixed: {},
      clock: systemClock,
      logger: silentLogger,
    }),
    alerts: { test: async () => undefined },
    metrics: { token: undefined, current: () => undefined },
    isStopping: () => false,
    proxySettings: () => ({}),
    history: { of: () => ({ successAt: null, failureAt: null, failureMessage: null }) },
    scrub: (text) => text,
    captures: createCaptures({
      adminStore,
      scrub: (text) => text,
      clock: systemClock,
      logger: silentLogger,
    }),
    live: createLiveFeed({ proxy, store, clock: systemClock, logger: silentLogger }),
    logger: silentLogger,
    now: Date.now,
  }
}

/** All routes of the admin API, to go through. */
export function createTestRoutes(): AdminRoute[] {
  const context = createTestContext()
  const password = { check: async () => ({ kind: 'wrong' }) as const }
  return adminRoutes({ ...context.proxy, ...context, password })
}
