import { expect, it } from 'vitest'
import { toLine, toMarkdown, toSummary } from './report.js'
import type { RowResult } from './runner.js'

const passed: RowResult = { id: 'a.one', contract: 'One | two.', outcome: 'passed', detail: '' }
const failed: RowResult = { ...passed, id: 'a.two', outcome: 'failed', detail: 'status 500' }

it('gives each result a line, with its reason on a second', () => {
  expect(toLine(passed)).toMatch(/^✓ a\.one +One \| two\.$/)
  expect(toLine(failed)).toMatch(/^✗ a\.two .*\n +failed: status 500$/)
})

it('counts', () => {
  expect(toSummary([passed, failed, failed])).toBe('1 rows passed, 2 failed, 0 skipped')
})

it('puts gateways side by side', () => {
  expect(toMarkdown({ one: [passed, failed], two: [failed] })).toBe(
    [
      '| Row | What the gateway owes | one | two |',
      '| --- | --- | :-: | :-: |',
      '| `a.one` | One \\| two. | ✓ |  |',
      '| `a.two` | One \\| two. | ✗ | ✗ |',
      '',
      'one: 1 rows passed, 1 failed, 0 skipped.',
      'two: 0 rows passed, 1 failed, 0 skipped.',
      '',
    ].join('\n'),
  )
})
