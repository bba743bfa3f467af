import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { STRATEGIES } from '../../src/select/create-selector.js'
import { generateTraffic } from '../../src/simulate/generate-traffic.js'
import { simulate } from '../../src/simulate/simulate.js'
import { DAY, THREE } from './day.js'

const percent = (part: number, whole: number) => `${Math.round((100 * part) / whole)} %`

test('the table in docs/routing.md is what the simulation gives', () => {
  const rows = STRATEGIES.map((policy) => {
    const report = simulate({ channels: THREE, traffic: generateTraffic(DAY), policy, seed: 1 })
    const { firstEventMs, addedLatencyMs, failovers, refused, continued, channels } = report
    return [
      policy,
      `${Math.round(firstEventMs.mean)} ms`,
      `${Math.round(addedLatencyMs.mean)} ms`,
      failovers,
      refused,
      percent(report.cacheHits, continued),
      percent(report.cachedTokens, report.inputTokens),
      channels.map(({ share }) => percent(share, 1)).join(' / '),
    ]
  })
  const table = rows.map((row) => `| ${row.join(' | ')} |`).join('\n')
  const docs = readFileSync(new URL('../../../../docs/routing.md', import.meta.url), 'utf8')
  expect(docs).toContain(table)
})
