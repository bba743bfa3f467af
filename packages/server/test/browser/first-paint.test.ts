import { expect, onTestFinished } from 'vitest'
import { DEMO_PASSWORD, startDemo } from '../../src/demo/start-demo.js'
import { browserTest, openPage } from './support/browser-test.js'
import { countRoundTrips, type FirstPaint, watchFirstPaint } from './support/first-paint.js'

const VISITS = 5

/** The document, its scripts, who is logged in, and the figures; one more for a slow parser. */
const MOST_ROUND_TRIPS = 5

const WATCHED = { selector: '[class*="_cards_"]', last: '.recharts-surface' }

/** All that the overview shows. */
const DATA = ['channels', 'cooldowns', 'health', 'metrics', 'recent-errors', 'summary'].map(
  (name) => `/admin/${name}`,
)

const isChart = (path: string) => /overview-charts.*\.js$/.test(path)

browserTest(
  'shows the figures of the overview after few round trips, and prints how soon',
  async () => {
    const { url, stop } = await startDemo()
    onTestFinished(stop)
    const visits: FirstPaint[] = []
    for (let i = 0; i < VISITS; i += 1) {
      const page = await openPage(url, '/web/icon.svg', { password: DEMO_PASSWORD })
      visits.push(await watchFirstPaint(page, '/web/', WATCHED))
      await page.context().close()
    }
    for (const { requests } of visits) {
      const chart = requests.find(({ path }) => isChart(path))
      const summary = requests.find(({ path }) => path === '/admin/summary')
      const session = requests.find(({ path }) => path === '/admin/session')
      if (!chart || !summary || !session) throw new Error('Something was not asked for at all.')
      // No figure waits for code, and no code for other code. Live events may lead to more questions.
      const early = requests.filter(({ start }) => start < chart.end).map(({ path }) => path)
      expect(early).toEqual(expect.arrayContaining(DATA))
      const scripts = requests.filter(({ path }) => path.endsWith('.js') && !isLazy(path))
      expect(scripts.filter(({ start }) => start > session.start)).toEqual([])
      expect(countRoundTrips(summary, requests)).toBeLessThanOrEqual(MOST_ROUND_TRIPS)
      const metrics = requests.filter(({ path }) => path === '/admin/metrics')
      for (const { bytes } of metrics) expect(bytes).toBeLessThan(50_000)
    }
    print(visits)
  },
  120_000,
)

/** What comes with a chart. */
function isLazy(path: string): boolean {
  return isChart(path) || path.includes('to-group-chart')
}

function print(visits: readonly FirstPaint[]): void {
  const all = (of: (visit: FirstPaint) => number) => {
    const values = visits.map(of).sort((a, b) => a - b)
    return `${Math.round(values[VISITS >> 1] ?? 0)} (${values.map(Math.round).join(', ')})`
  }
  const trips = ({ requests }: FirstPaint) => {
    const summary = requests.find(({ path }) => path === '/admin/summary')
    return summary ? countRoundTrips(summary, requests) : 0
  }
  const lines = [
    `The overview, opened ${VISITS} times with nothing cached; median (all), milliseconds:`,
    `  first contentful paint  ${all(({ contentful }) => contentful)}`,
    `  cards with figures      ${all(({ meaningful }) => meaningful)}`,
    `  round trips to figures  ${all(trips)}`,
  ]
  process.stdout.write(`\n${lines.join('\n')}\n`)
}
