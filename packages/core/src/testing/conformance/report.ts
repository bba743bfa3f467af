import type { RowResult } from './runner.js'

const MARKS = { passed: '✓', failed: '✗', skipped: '–' } as const

/** One line for a terminal, and a second one with the reason where there is one. */
export function toLine({ id, outcome, contract, detail }: RowResult): string {
  const line = `${MARKS[outcome]} ${id.padEnd(34)} ${contract}`
  return detail === '' ? line : `${line}\n  ${''.padEnd(34)} ${outcome}: ${detail}`
}

/** The totals, as the last line. */
export function toSummary(results: readonly RowResult[]): string {
  const count = (outcome: RowResult['outcome']) =>
    results.filter((result) => result.outcome === outcome).length
  return `${count('passed')} rows passed, ${count('failed')} failed, ${count('skipped')} skipped`
}

/**
 * A Markdown table of the rows with one column for each gateway, which were all checked for the
 * same rows.
 */
export function toMarkdown(columns: Readonly<Record<string, readonly RowResult[]>>): string {
  const names = Object.keys(columns)
  const rows = (Object.values(columns)[0] ?? []).map(({ id, contract }) => {
    const marks = names.map((name) => {
      const result = columns[name]?.find((candidate) => candidate.id === id)
      return result ? MARKS[result.outcome] : ''
    })
    return `| \`${id}\` | ${contract.replaceAll('|', '\\|')} | ${marks.join(' | ')} |`
  })
  return [
    `| Row | What the gateway owes | ${names.join(' | ')} |`,
    `| --- | --- |${names.map(() => ' :-: |').join('')}`,
    ...rows,
    '',
    ...names.map((name) => `${name}: ${toSummary(columns[name] ?? [])}.`),
    '',
  ].join('\n')
}
