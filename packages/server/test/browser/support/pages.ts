/** Every page with its heading in English. */
export const PAGES = [
  { path: '/web/', heading: 'Overview' },
  { path: '/web/channels.html', heading: 'Channels' },
  { path: '/web/logs.html', heading: 'Logs' },
  { path: '/web/stats.html', heading: 'Stats' },
  { path: '/web/trend.html', heading: 'Trend' },
  { path: '/web/tokens.html', heading: 'Tokens' },
  { path: '/web/playground.html', heading: 'Playground' },
  { path: '/web/settings.html', heading: 'Settings' },
] as const
