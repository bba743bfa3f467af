import { type ComponentType, type LazyExoticComponent, lazy } from 'react'
import {
  IconChannels,
  IconLogs,
  IconOverview,
  IconPlayground,
  IconSettings,
  IconStats,
  IconTokens,
  IconTrend,
} from '../components/icons.js'
import { prefetchChannels } from '../pages/channels/prefetch-channels.js'
import { prefetchOverview } from '../pages/overview/prefetch-overview.js'

/** A page: where it is and what shows it. Its code is fetched when it is first opened. */
export interface Page {
  readonly id: PageId
  /** Below `/web`. */
  readonly path: string
  readonly icon: ComponentType<{ size?: number | string }>
  readonly component: LazyExoticComponent<ComponentType>
  /** Fetches the code ahead of the click. */
  readonly preload: () => Promise<unknown>
  /** Asks the server for what it shows at first, by its address. */
  readonly prefetch: (parameters: URLSearchParams) => void
}

export type PageId =
  | 'overview'
  | 'channels'
  | 'logs'
  | 'stats'
  | 'trend'
  | 'tokens'
  | 'playground'
  | 'settings'

function page(
  id: PageId,
  icon: Page['icon'],
  load: () => Promise<ComponentType>,
  { path = `/${id}.html`, prefetch = () => {} }: Partial<Pick<Page, 'path' | 'prefetch'>> = {},
): Page {
  const component = lazy(async () => ({ default: await load() }))
  return { id, path, icon, component, preload: load, prefetch }
}

/** All pages, in the order of the navigation. The paths are ccLoad's. */
export const PAGES: readonly Page[] = [
  page(
    'overview',
    IconOverview,
    async () => (await import('../pages/overview/overview-page.js')).OverviewPage,
    { path: '/', prefetch: prefetchOverview },
  ),
  page(
    'channels',
    IconChannels,
    async () => (await import('../pages/channels/channels-page.js')).ChannelsPage,
    { prefetch: prefetchChannels },
  ),
  page('logs', IconLogs, async () => (await import('../pages/logs/logs-page.js')).LogsPage),
  page('stats', IconStats, async () => (await import('../pages/stats/stats-page.js')).StatsPage),
  page('trend', IconTrend, async () => (await import('../pages/trend/trend-page.js')).TrendPage),
  page(
    'tokens',
    IconTokens,
    async () => (await import('../pages/tokens/tokens-page.js')).TokensPage,
  ),
  page(
    'playground',
    IconPlayground,
    async () => (await import('../pages/playground/playground-page.js')).PlaygroundPage,
  ),
  page(
    'settings',
    IconSettings,
    async () => (await import('../pages/settings/settings-page.js')).SettingsPage,
  ),
]
