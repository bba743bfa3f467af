import { readFileSync } from 'node:fs'
import { type RowResult, toMarkdown } from '../../src/testing.js'

/** What the rows of a group are about, by what stands before the dot of their ids. */
const GROUPS: Readonly<Record<string, string>> = {
  endpoints: 'Paths',
  credentials: 'Credentials',
  refused: 'Requests that cannot be served',
  request: 'A request on its way to the upstream',
  response: 'An answer on its way to the client',
  stream: 'Streams',
  failover: 'Failures that the next upstream makes up for',
  'passed-on': 'Answers that are the client’s to hear',
  memory: 'What a failure leaves behind',
  exhausted: 'When every upstream has failed',
  usage: 'The log',
}

/** The page about conformance: its introduction, and a table of the rows for each group. */
export function toConformancePage(columns: Readonly<Record<string, readonly RowResult[]>>): string {
  const introduction = readFileSync(new URL('conformance-page.md', import.meta.url), 'utf8')
  const sections = Object.entries(GROUPS).map(([group, title]) => {
    const rows = Object.entries(columns).map(([name, results]) => [
      name,
      results.filter(({ id }) => id.startsWith(`${group}.`)),
    ])
    return `### ${title}\n\n${toTable(Object.fromEntries(rows))}\n`
  })
  const known = Object.keys(GROUPS)
  const strays = Object.values(columns)
    .flat()
    .filter(({ id }) => !known.includes(id.split('.')[0] ?? ''))
  if (strays.length > 0) throw new Error(`no group for ${strays[0]?.id}`)
  return `${introduction.trimEnd()}\n\n${sections.join('\n')}`
}

/** Without the totals that follow a whole report. */
function toTable(columns: Readonly<Record<string, readonly RowResult[]>>): string {
  const lines = toMarkdown(columns).split('\n')
  return lines.slice(0, lines.indexOf('')).join('\n')
}
