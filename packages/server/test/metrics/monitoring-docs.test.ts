import { readFileSync } from 'node:fs'
import { transformSync } from 'esbuild'
import { expect, it } from 'vitest'
import { ALERT_TYPES } from '../../src/alerts/alert.js'
import { RETRY_AFTER_MS } from '../../src/alerts/deliveries.js'
import { toSignature } from '../../src/alerts/signature.js'
import { parseConfig } from '../../src/config.js'
import { METRICS } from '../../src/metrics/metric-names.js'
import { toSettingKey } from '../../src/settings/setting.js'
import { SETTING_LIST } from '../../src/settings/settings-table.js'

const read = (path: string) => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8')
const page = read('docs/monitoring.md')

/** The rows of the tables whose first cell fits. */
const rowsOf = (first: RegExp) =>
  page.split('\n').filter((line) => line.startsWith('| `') && first.test(line.slice(3)))

it('documents each metric as it is', () => {
  const rows = Object.entries(METRICS).map(([name, { kind, labels, help }]) => {
    const names = labels.map((label) => `\`${label}\``).join(', ')
    return `| \`${name}\` | ${kind} | ${names} | ${help} |`
  })
  expect(rowsOf(/^ccload_/)).toEqual(rows)
})

it('documents each setting of alerts as it is', () => {
  const rows = SETTING_LIST.filter(([, { group }]) => group === 'alerts').map(([name, setting]) => {
    const value = setting.default === '' ? '' : `\`${setting.default}\``
    return `| \`${toSettingKey(name)}\` | ${value} | ${setting.description.en} |`
  })
  expect(rowsOf(/^alert_/)).toEqual(rows)
})

it('documents each type of alert, and when tries come', () => {
  const types = rowsOf(/^(test|[a-z]+-[a-z]+)` \|/).map((row) => row.split('`')[1])
  expect(types).toEqual([...ALERT_TYPES])
  const seconds = RETRY_AFTER_MS.map((ms) => ms / 1_000)
  const last = seconds.pop()
  expect(page).toContain(`${seconds.join(', ')} and ${last} seconds after the last`)
})

it('names variables that there are', () => {
  const names = [...page.matchAll(/CCLOAD_[A-Z_]+[A-Z]/g)].map(([name]) => name)
  const variables = Object.fromEntries(names.map((name) => [name, '']))
  expect(names.length).toBeGreaterThan(2)
  expect(parseConfig(variables).unknownVariables).toEqual([])
})

it('shows receivers how to check a signature', () => {
  const [, source = ''] = /```ts\n([\s\S]*?)```/.exec(page) ?? []
  const { code } = transformSync(source.replace(/^import .*$/m, ''), {
    loader: 'ts',
    treeShaking: false,
  })
  const isGenuine = new Function(
    'createHmac',
    'timingSafeEqual',
    'Buffer',
    `${code}; return isGenuine`,
  )
  const { createHmac, timingSafeEqual } = process.getBuiltinModule('node:crypto')
  const check = isGenuine(createHmac, timingSafeEqual, Buffer)
  const now = Math.floor(Date.now() / 1000)
  const headersAt = (seconds: number) => ({
    'ccload-timestamp': String(seconds),
    'ccload-signature': toSignature('secret', seconds, '{}'),
  })
  expect(check(headersAt(now), '{}', 'secret')).toBe(true)
  expect(check(headersAt(now), '{ }', 'secret')).toBe(false)
  expect(check(headersAt(now), '{}', 'another')).toBe(false)
  expect(check(headersAt(now - 400), '{}', 'secret')).toBe(false)
  expect(check({}, '{}', 'secret')).toBe(false)
})

/** What prom-client exports on its own, as far as the dashboard shows it. */
const DEFAULTS = [
  'nodejs_eventloop_lag_p99_seconds',
  'process_cpu_seconds_total',
  'process_resident_memory_bytes',
]

it('has a dashboard on metrics that are exported, with labels that they have', () => {
  const dashboard = JSON.parse(read('deploy/grafana/ccload.json'))
  const expressions: string[] = dashboard.panels.flatMap(
    ({ targets }: { targets: { expr: string }[] }) => targets.map(({ expr }) => expr),
  )
  const used = new Set<string>()
  for (const expression of expressions) {
    const found = [...expression.matchAll(/\b((?:ccload|process|nodejs)_\w+)\{([^}]*)\}/g)]
    expect(found.length, expression).toBeGreaterThan(0)
    for (const [, name = '', matchers = ''] of found) {
      const base = name.replace(/_bucket$/, '')
      used.add(base)
      if (DEFAULTS.includes(base)) continue
      const metric = Object.entries(METRICS).find(([known]) => known === base)?.[1]
      expect(metric, name).toBeDefined()
      expect(name.endsWith('_bucket')).toBe(metric?.kind === 'histogram')
      const [, by = 'job'] = /by \(([^)]*)\)/.exec(expression) ?? []
      const labels = [...by.split(', '), ...[...matchers.matchAll(/(\w+)[=!]/g)].map(([, l]) => l)]
      for (const label of labels) expect(['job', 'le', ...(metric?.labels ?? [])]).toContain(label)
    }
  }
  const unused = Object.keys(METRICS).filter((name) => !used.has(name))
  expect(unused).toEqual(['ccload_build_info'])
  const ids = dashboard.panels.map(({ id }: { id: number }) => id)
  expect(new Set(ids).size).toBe(ids.length)
})
