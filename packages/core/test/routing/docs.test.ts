import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Endpoint, NetworkFault, Outcome } from '../../src/domain/outcome.js'
import { toVerdict } from '../../src/domain/to-verdict.js'
import type { Verdict } from '../../src/domain/verdict.js'
import { STRATEGIES } from '../../src/select/create-selector.js'
import { generateTraffic } from '../../src/simulate/generate-traffic.js'
import { simulate } from '../../src/simulate/simulate.js'
import { DAY, THREE } from './day.js'

const docs = readFileSync(new URL('../../../../docs/routing.md', import.meta.url), 'utf8')

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
  expect(docs).toContain(table)
})

const NOW = 1_750_000_000_000

function answer(status: number, headers: Record<string, string> = {}, body = ''): Outcome {
  return { kind: 'answer', status, headers: new Map(Object.entries(headers)), body }
}

const threadNotFound = JSON.stringify({
  type: 'error',
  error: { type: 'not_found_error', details: { error_code: 'thread_not_found' } },
})

const judge = (outcome: Outcome, endpoint: Endpoint = 'messages') =>
  toVerdict(outcome, { endpoint, now: NOW })
const network = (fault: NetworkFault): Outcome => ({ kind: 'network', fault, message: '' })
const statuses = (...list: number[]) => list.map((status) => judge(answer(status)))

/** Each row of the table of verdicts by its beginning, and the verdicts that it stands for. */
const ROWS: Record<string, Verdict[]> = {
  'refused, reset, DNS': [
    judge(network('refused')),
    judge(network('reset')),
    judge(network('dns')),
    judge(network('tls')),
    judge(network('connect-timeout')),
    judge(network('first-event-timeout')),
  ],
  '408, 500, 502': statuses(408, 500, 502, 503, 504, 520, 527, 529, 599, 301, 307),
  '429 that names': [judge(answer(429, { 'anthropic-ratelimit-unified-status': 'rejected' }))],
  '429 per minute': [judge(answer(429, { 'retry-after': '20' }))],
  '429 without': statuses(429),
  '401, 402, 403': statuses(401, 402, 403),
  '404 for the model': statuses(404),
  '404 `thread_not_found`': [judge(answer(404, {}, threadNotFound))],
  '400, 405, 409': statuses(400, 405, 409, 413, 422, 418),
  'anything but messages': [404, 405, 501].flatMap((status) => [
    judge(answer(status), 'count_tokens'),
    judge(answer(status), 'other'),
  ]),
  '200 with an HTML': [
    judge({ kind: 'malformed', what: 'html' }),
    judge({ kind: 'malformed', what: 'empty' }),
  ],
  'broke off': [judge({ kind: 'cut', status: 200, message: '' })],
  'the client left': [judge({ kind: 'aborted' })],
}

const RESTS = {
  channel: 'the channel',
  model: 'the model on that channel',
  key: 'the key',
  nothing: 'nothing',
}

const rows = docs
  .slice(docs.indexOf('| what the upstream did |'), docs.indexOf('Resets are read from'))
  .trim()
  .split('\n')
  .slice(2)
  .map((row) => row.split('|').map((cell) => cell.trim()))

test.each(Object.entries(ROWS))('the table of verdicts is right about "%s"', (beginning, list) => {
  const [row, ...more] = rows.filter(([, what]) => what?.startsWith(beginning))
  expect(more).toEqual([])
  const [, , next, rests, source] = row ?? []
  for (const { action, cool } of list) {
    expect(next?.startsWith('yes') ? 'next' : 'relay').toBe(action)
    expect(rests).toMatch(new RegExp(`^${RESTS[cool?.scope ?? 'nothing']}(,|$)`))
  }
  expect(source).not.toBe('')
})

test('an error in a 200 stands for a status, and the table of verdicts has no other row', () => {
  const error: Outcome = { kind: 'error-in-200', errorType: 'overloaded_error', message: '' }
  expect(judge(error)).toEqual(judge(answer(529)))
  expect(rows).toHaveLength(Object.keys(ROWS).length + 1)
})
